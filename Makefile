# All of it runs on the Node that `npm ci` brings; the host needs git, make, and Node >= 20.19 with npm.
NODE := ./node_modules/.bin/node

.DEFAULT_GOAL := help
.PHONY: help install start test dev dev-backend dev-frontend check bench generate format build clean \
	test-backend test-frontend test-e2e chromium smoke soak soak-engine soak-stream

help: ## List the commands
	@awk 'BEGIN { FS = ":.*## " } /^[a-z0-9%-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: ## Install the packages, if they are not what package-lock.json says
	@command -v node >/dev/null || { echo "Node >= 20.19 with npm is needed, and make found no node."; exit 1; }
	@node tools/install.cjs

start: install ## Start Trading Pro on http://localhost:8000
	@$(NODE) --max-semi-space-size=4 tools/start.ts

test: install ## Run every check and every test
	@$(NODE) tools/test.ts

dev: install ## Start the back end with reload (8000) and Vite (5173)
	@$(NODE) tools/dev.ts

dev-backend: install ## Start only the back end, with reload
	@$(NODE) tools/dev.ts backend

dev-frontend: install ## Start only Vite
	@$(NODE) tools/dev.ts frontend

check: install ## Run every static check
	@$(NODE) tools/check.ts

check-%: install ## Run one check: types, lint, format, unused, tidy, imports, contract ...
	@$(NODE) tools/check.ts $*

bench: install ## Run every benchmark
	@$(NODE) tools/bench.ts

bench-%: install ## Run one area of the benchmarks: rest, import, start, web ...
	@$(NODE) tools/bench.ts $*

generate: install ## Write the contract documents and the client again
	@$(NODE) --require ./tools/require-node.cjs tools/generate.ts

format: install ## Format every file
	@$(NODE) tools/format.ts

build: install ## Build the web app
	@$(NODE) tools/build.ts

test-backend: install ## Test everything but the front end, with coverage floors
	@$(NODE) tools/unit.ts contracts engine market client backend tools

test-frontend: install ## Test the front end, with its coverage floor
	@$(NODE) tools/unit.ts frontend

soak: soak-engine soak-stream ## Run the long proofs of engine and stream, for hours

soak-engine: install ## Run the random tests of the engine for hours: millions of inputs
	@SOAK=1 $(NODE) node_modules/vitest/vitest.mjs run --project proofs src/properties

soak-stream: install ## Follow the stream with 1,000 clients for 30 minutes, and open 10,000 sockets
	@SOAK=1 $(NODE) node_modules/vitest/vitest.mjs run --project stream-proofs --no-file-parallelism

chromium: install ## Find or install the Chromium of the browser tests
	@$(NODE) tools/install-chromium.ts

test-e2e: install ## Run the browser tests against the running product
	@$(NODE) tools/e2e.ts

smoke: install ## Start the product on an empty data directory, call its endpoints, stop it
	@$(NODE) tools/smoke.ts

clean: ## Remove what was built and cached (not the data, not the installed packages)
	@rm -rf frontend/dist coverage test-results playwright-report .cache
	@rm -rf node_modules/.cache */node_modules/.cache

# `make -f project.mk dev-fullstack`, for who knows the command by that name. All is in the Makefile.
include Makefile

.PHONY: dev-fullstack
dev-fullstack: dev

import { Type } from 'typebox'
import { Health, ProbeAnswer, ServiceIndex, VersionDetails, VersionList } from '../schemas/system.ts'
import { answer, refusals } from './answers.ts'
import { operation } from './operation.ts'

const noQuery = Type.Object({}, { additionalProperties: false })

/** Calls about the server itself. */
export const systemOperations = {
  getServiceIndex: operation({
    id: 'getServiceIndex',
    method: 'get',
    path: '/',
    summary: 'Where to find what; browsers get the web app here',
    tag: 'health',
    query: noQuery,
    answers: { 200: answer(ServiceIndex, 'The addresses of this server'), ...refusals('malformed_request') },
  }),
  getHealth: operation({
    id: 'getHealth',
    method: 'get',
    path: '/api/v1/health',
    summary: '200 only once data is loaded and requests are served',
    tag: 'health',
    query: noQuery,
    answers: { 200: answer(Health, 'The state of the server'), ...refusals('malformed_request') },
  }),
  getVersion: operation({
    id: 'getVersion',
    method: 'get',
    path: '/api/v1/version',
    summary: 'This version of the API and its life',
    tag: 'versioning',
    query: noQuery,
    answers: { 200: answer(VersionDetails, 'This version'), ...refusals('malformed_request') },
  }),
  getVersions: operation({
    id: 'getVersions',
    method: 'get',
    path: '/api/v1/versions',
    summary: 'All versions of the API with their state and breaking changes',
    tag: 'versioning',
    query: noQuery,
    answers: { 200: answer(VersionList, 'All versions'), ...refusals('malformed_request') },
  }),
  getLiveness: operation({
    id: 'getLiveness',
    method: 'get',
    path: '/livez',
    summary: 'The process is alive',
    tag: 'health',
    query: noQuery,
    answers: { 200: answer(ProbeAnswer, 'Alive'), ...refusals('malformed_request') },
  }),
  getReadiness: operation({
    id: 'getReadiness',
    method: 'get',
    path: '/readyz',
    summary: 'Ready to serve: the store answers and data is loaded',
    tag: 'health',
    query: noQuery,
    answers: { 200: answer(ProbeAnswer, 'Ready'), ...refusals('malformed_request') },
  }),
  getMetrics: operation({
    id: 'getMetrics',
    method: 'get',
    path: '/metrics',
    summary: 'Measurements in Prometheus text format, for callers on this machine',
    tag: 'health',
    query: noQuery,
    answers: {
      200: { schema: Type.String(), description: 'Prometheus text format', mediaType: 'text/plain' },
      ...refusals('malformed_request', 'not_found'),
    },
  }),
} as const

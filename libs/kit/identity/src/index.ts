export { accessTokenClaims, InvalidToken, type Claims } from './claims.ts'
export { createTokenVerifier, type TokenVerifier } from './verify-token.ts'

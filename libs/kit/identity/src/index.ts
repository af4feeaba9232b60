export { accessTokenClaims, InvalidToken, type Claims } from './claims.ts'
export { createTokenSigner, generateSigningKey, publicJwk, signingKeyOf, type SigningKey } from './sign-token.ts'
export { createTokenVerifier, type TokenVerifier } from './verify-token.ts'

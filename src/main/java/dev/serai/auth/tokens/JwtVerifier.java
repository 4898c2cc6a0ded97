package dev.serai.auth.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves JWTs of one issuer (RFC 7519, RFC 8725): a signature of a pinned algorithm by a key of the issuer's, and the issuer, the
 * audience and the times. What a token's header says of keys elsewhere ({@code jku}, {@code jwk}, {@code x5u}) is nothing.
 * Thread-safe.
 */
public final class JwtVerifier {
    private static final Logger LOG = LoggerFactory.getLogger(JwtVerifier.class);
    private static final int SKEW_SECONDS = 60;
    private static final Set<String> REQUIRED = Set.of("iss", "aud", "exp", "sub");

    /** Those that are proved by public keys alone: no secret is shared with the issuer, and {@code none} is none. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    /**
     * What a good token says.
     *
     * @param values by their names
     * @param expires from when it is good no more, the skew of clocks aside
     */
    public record Claims(Map<String, Object> values, Instant expires) {}

    /**
     * @param audiences of which a token must name one
     * @param keys of the issuer
     */
    public JwtVerifier(String issuer, Set<String> audiences, JWKSource<SecurityContext> keys, Clock clock) {
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        DefaultJWTClaimsVerifier<SecurityContext> claims =
                new DefaultJWTClaimsVerifier<>(
                        audiences, new JWTClaimsSet.Builder().issuer(issuer).build(), REQUIRED, Set.of()) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                };
        claims.setMaxClockSkew(SKEW_SECONDS);
        processor.setJWTClaimsSetVerifier(claims);
    }

    /**
     * Blocks where the issuer has to be asked for a key.
     *
     * @throws TokenRefusedException if it is not good; with a reason only where its signature is
     * @throws TokenUnavailableException if the issuer does not answer
     */
    public Claims verify(String token) throws TokenRefusedException, TokenUnavailableException {
        try {
            JWTClaimsSet claims = processor.process(SignedJWT.parse(token), null);
            return new Claims(claims.toJSONObject(), claims.getExpirationTime().toInstant());
        } catch (ExpiredJWTException e) {
            throw new TokenRefusedException("The token has expired", e);
        } catch (BadJWTException e) {
            LOG.debug("a token with a good signature is refused", e);
            throw new TokenRefusedException(
                    "The token is not meant for this gateway, or not now: its iss, aud, sub, exp or nbf is wrong or missing",
                    e);
        } catch (KeySourceException e) {
            throw new TokenUnavailableException("The issuer's keys can't be had", e);
        } catch (ParseException | BadJOSEException | JOSEException | IllegalArgumentException e) {
            throw new TokenRefusedException("The token is not one that this gateway takes", e);
        }
    }
}

package dev.serai.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.auth.tokens.JwtVerifier;
import dev.serai.auth.tokens.SigningKeys;
import dev.serai.auth.tokens.TokenRefusedException;
import dev.serai.auth.tokens.TokenUnavailableException;
import dev.serai.auth.tokens.UnverifiedClaims;
import dev.serai.config.Settings;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** Tells callers by JWTs of one issuer, as {@code JWT_ISSUER}, {@code JWT_AUDIENCE} and {@code JWT_JWKS_URL} say. Thread-safe. */
final class JwtJudge implements TokenJudge {
    private static final String ISSUER = "JWT_ISSUER";
    private static final String AUDIENCE = "JWT_AUDIENCE";
    private static final String KEYS = "JWT_JWKS_URL";

    private final String issuer;
    private final SigningKeys keys;
    private final JwtVerifier verifier;
    private final JwtClaims claims;

    /** Of settings in which {@link #check} found nothing wrong. Begins to fetch the issuer's keys. */
    JwtJudge(Settings settings, Clock clock) {
        this.issuer = settings.text(ISSUER, "");
        this.keys = new SigningKeys(URI.create(settings.text(KEYS, "")), clock);
        this.verifier = new JwtVerifier(issuer, settings.list(AUDIENCE), keys, clock);
        this.claims = new JwtClaims(settings);
        keys.start();
    }

    /** Notes in the settings what is wrong with them. */
    static void check(Settings settings) {
        for (String variable : new String[] {ISSUER, AUDIENCE, KEYS}) {
            if (settings.text(variable).isEmpty()) {
                settings.problem(variable, "is not set, and AUTH_MODE=jwt needs it", Set.of());
            }
        }
        TrustedAddress.check(settings, KEYS);
    }

    @Override
    public boolean recognises(String token) {
        JsonNode said = UnverifiedClaims.of(token);
        return said != null && said.path("iss").asText("").equals(issuer);
    }

    @Override
    public Judgement judge(String token) throws TokenRefusedException, TokenUnavailableException {
        JwtVerifier.Claims proved = verifier.verify(token);
        return new Judgement(Optional.of(claims.caller(proved.values())), proved.expires());
    }

    @Override
    public boolean usable() {
        return keys.usable();
    }

    @Override
    public void close() {
        keys.close();
    }
}

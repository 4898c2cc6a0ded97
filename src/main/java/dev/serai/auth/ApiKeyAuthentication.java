package dev.serai.auth;

import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** By a key of ours: one of the configuration, or one of the store. Thread-safe. */
final class ApiKeyAuthentication implements Authentication {
    private static final CompletionStage<Verdict> WRONG = CompletableFuture.completedFuture(Refusals.WRONG_KEY);

    /** The challenge of every way whose credentials stand behind {@code Bearer}. */
    static final String BEARER = "Bearer realm=\"serai\"";

    private final StaticKeys configured;
    private final @Nullable KeyStore store;
    private final @Nullable KeyRing ring;
    private final Clock clock;

    /** @param ring of the store's keys; null: there is no store */
    ApiKeyAuthentication(StaticKeys configured, @Nullable KeyStore store, @Nullable KeyRing ring, Clock clock) {
        this.configured = configured;
        this.store = store;
        this.ring = ring;
        this.clock = clock;
    }

    @Override
    public @Nullable CompletionStage<Verdict> judge(Credentials credentials, String address) {
        if (credentials.keys().isEmpty()) {
            return null;
        }
        // SDKs send keys of others beside ours, and made-up ones; two of ours have been refused before.
        for (String key : credentials.keys()) {
            Caller caller = configured.find(key);
            if (caller != null) {
                return CompletableFuture.completedFuture(new Verdict.Welcome(caller));
            }
            ApiKeyText text = ApiKeyText.of(key);
            if (text != null) {
                return stored(text, address);
            }
        }
        return WRONG;
    }

    @Override
    public boolean recognises(String key) {
        return configured.find(key) != null || ApiKeyText.of(key) != null;
    }

    private CompletionStage<Verdict> stored(ApiKeyText text, String address) {
        if (ring == null || store == null) {
            return WRONG;
        }
        CompletableFuture<KeyRing.Answer> answer = ring.find(text.id());
        return answer.isDone()
                ? CompletableFuture.completedFuture(verdict(answer.join(), text, address))
                : answer.thenApply(found -> verdict(found, text, address));
    }

    private Verdict verdict(KeyRing.Answer answer, ApiKeyText text, String address) {
        if (answer.unavailable()) {
            return Refusals.UNAVAILABLE;
        }
        ApiKey key = answer.key();
        // First of all, and also where there is no key: what is wrong with one is its holder's to know.
        if (store == null || !store.proves(key, text) || key == null) {
            return Refusals.WRONG_KEY;
        }
        if (!key.enabled()) {
            return Refusals.DISABLED;
        }
        if (key.expired(clock.instant())) {
            return Refusals.EXPIRED;
        }
        return key.takes(address) ? new Verdict.Welcome(key.caller()) : Refusals.WRONG_ADDRESS;
    }

    @Override
    public String challenge() {
        return BEARER;
    }

    @Override
    public boolean usable() {
        return !configured.isEmpty() || (ring != null && ring.usable());
    }
}

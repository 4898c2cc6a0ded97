package dev.serai.dialects;

import dev.serai.config.ModelTarget;

/**
 * Somebody asks how many tokens a Messages request would have. Shared by all attempts; nobody changes any of it.
 *
 * @param prompt the request, without what does not count: it may have no {@code max_tokens}
 */
public record TokenCountRequest(MessagesRequest prompt) implements ClientRequest {

    @Override
    public ClientDialect dialect() {
        return ClientDialect.MESSAGES;
    }

    @Override
    public byte[] body() {
        return prompt.body();
    }

    @Override
    public String model() {
        return prompt.model();
    }

    @Override
    public boolean stream() {
        return false;
    }

    @Override
    public long outputTokens() {
        return 0;
    }

    @Override
    public boolean free() {
        return true;
    }

    /** Who speaks Anthropic's API can count; for all others the gateway guesses. */
    @Override
    public boolean prefers(ModelTarget target) {
        return target.dialect().equals("anthropic");
    }
}

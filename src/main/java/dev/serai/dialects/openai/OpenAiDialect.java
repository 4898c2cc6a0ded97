package dev.serai.dialects.openai;

import dev.serai.config.ModelTarget;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatAnswer;
import dev.serai.dialects.ChatDialect;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderRequest;
import dev.serai.errors.ProviderFailure;
import java.time.Clock;

/**
 * OpenAI chat completions to OpenAI chat completions: bodies pass, with the bytes changed that must change and no others.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat">OpenAI: chat completions</a>
 */
public final class OpenAiDialect implements ChatDialect {
    private final Clock clock;
    private final OpenAiFailures failures;

    public OpenAiDialect() {
        this(Clock.systemUTC());
    }

    /** @param clock says when an answer was made, and how far away a provider's date is */
    public OpenAiDialect(Clock clock) {
        this.clock = clock;
        this.failures = new OpenAiFailures(clock);
    }

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public ProviderRequest request(ChatRequest request, ModelTarget target) {
        return new OpenAiRequest(request, target).translate(clock.instant().getEpochSecond());
    }

    @Override
    public ChatAnswer answer(ProviderAnswer answer, AnswerContext context) {
        return OpenAiAnswer.read(answer, context, failures);
    }

    @Override
    public ChatStream stream(AnswerContext context) {
        return new OpenAiStream(context, failures);
    }

    @Override
    public ProviderFailure failure(ProviderAnswer answer) {
        return failures.of(answer);
    }
}

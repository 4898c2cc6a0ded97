package dev.serai.dialects.anthropic;

import dev.serai.config.ModelTarget;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatRequest.FieldRange;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.EndpointDialect;
import dev.serai.dialects.JsonFields;
import dev.serai.dialects.JsonSplice;
import dev.serai.dialects.MessagesRequest;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.ProviderRequest;
import dev.serai.dialects.TokenCountAnswer;
import dev.serai.dialects.TokenCountRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Has the tokens of a prompt counted by the provider. Stateless and thread-safe.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/token-counting">Anthropic: token counting</a>
 */
public final class AnthropicTokenCount implements EndpointDialect<TokenCountRequest, TokenCountAnswer> {
    private static final String VERSION = "anthropic_version";

    @Override
    public ProviderRequest request(TokenCountRequest request, ModelTarget target) {
        AnthropicPlatform platform = AnthropicPlatform.of(target);
        MessagesRequest prompt = request.prompt();
        List<String> dropped = new ArrayList<>();
        byte[] body = body(prompt, target, platform, dropped);
        return new ProviderRequest(
                platform.countPath(),
                AnthropicMessages.headers(prompt, target, platform),
                body,
                dropped,
                AnswerContext.ofText(request, System.currentTimeMillis() / 1000, false));
    }

    /** Here the model is in the body wherever it is asked. */
    private static byte[] body(
            MessagesRequest prompt, ModelTarget target, AnthropicPlatform platform, List<String> dropped) {
        JsonSplice splice = new JsonSplice(prompt.body(), prompt.fields().values());
        AnthropicMessages.prompt(prompt, target, splice, dropped);
        splice.replace(Objects.requireNonNull(prompt.fields().get("model")), JsonSplice.string(target.model()));
        if (platform == AnthropicPlatform.VERTEX) {
            FieldRange version = prompt.fields().get(VERSION);
            byte[] said = JsonSplice.string(platform.version(target));
            return (version == null ? splice.append(VERSION, said) : splice.replace(version, said)).apply();
        }
        return splice.apply();
    }

    @Override
    public TokenCountAnswer answer(ProviderAnswer answer, TokenCountRequest request, AnswerContext context) {
        JsonFields count = JsonFields.of(answer.body());
        if (!AnthropicMessages.value(count, "input_tokens").isIntegralNumber()) {
            throw ProviderJson.unreadable("The provider's answer holds no count of tokens.");
        }
        return new TokenCountAnswer(count.bytes(), false);
    }

    @Override
    public ChatStream stream(TokenCountRequest request, AnswerContext context) {
        throw new IllegalStateException("Counts have no stream");
    }
}

package dev.serai.dialects.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.CompletionFormat;
import dev.serai.dialects.CompletionRequest;
import dev.serai.dialects.FinishReason;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.TextStream;
import dev.serai.dialects.TextStream.Piece;
import dev.serai.dialects.Usage;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import dev.serai.streams.StreamEvent;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's body of InvokeModel that holds a raw text. Tokens are counted in headers, and at the end of streams, whatever the
 * vendor counts in its bodies. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html">Bedrock: inference parameters</a>
 */
abstract class InvokeCompletion extends CompletionFormat {
    /** Known from answers, not from the reference. */
    private static final String METRICS = "amazon-bedrock-invocationMetrics";

    private static final String INPUT_TOKENS = "x-amzn-bedrock-input-token-count";
    private static final String OUTPUT_TOKENS = "x-amzn-bedrock-output-token-count";

    private final Function<StreamEvent, ProviderFailure> failures;

    /** @param failures classifies an exception that ends an event stream */
    InvokeCompletion(Function<StreamEvent, ProviderFailure> failures) {
        this.failures = failures;
    }

    /** Where the text and the reason stand in a whole answer. */
    abstract JsonNode result(ObjectNode answer);

    /** The same in an event of a stream. */
    JsonNode piece(ObjectNode event) {
        return result(event);
    }

    /** The field of the text. */
    abstract String textField(boolean stream);

    /** The field of the reason. */
    abstract String reasonField();

    /** The vendor's word for why the text ends, in lower case; null for one that says nothing. */
    abstract @Nullable FinishReason reason(String word);

    /** What the vendor counts in its body. */
    Usage counted(ObjectNode body) {
        return Usage.UNREPORTED;
    }

    @Override
    protected final String path(ModelTarget target, boolean stream) {
        return InvokePath.of(target, stream);
    }

    @Override
    protected final Map<String, String> headers(ModelTarget target) {
        return Guardrail.headers(target);
    }

    @Override
    protected Set<String> furtherFields() {
        return Set.of();
    }

    @Override
    protected final Said said(ProviderAnswer answer) {
        ObjectNode body = ProviderJson.object(answer.body());
        JsonNode result = result(body);
        if (!result.path(textField(false)).isTextual()) {
            throw ProviderJson.unreadable("The provider's answer has no text in it.");
        }
        FinishReason reason = Guardrail.intervened(body) ? FinishReason.CONTENT_FILTER : why(result);
        Usage inBody = counted(body);
        return new Said(
                result.path(textField(false)).textValue(),
                reason == null ? FinishReason.STOP : reason,
                inBody.reported() ? inBody : inHeaders(answer));
    }

    private @Nullable FinishReason why(JsonNode result) {
        String word = ProviderJson.textOrNull(result, reasonField());
        return word == null ? null : reason(word.toLowerCase(Locale.ROOT));
    }

    private static Usage inHeaders(ProviderAnswer answer) {
        String input = answer.header(INPUT_TOKENS);
        String output = answer.header(OUTPUT_TOKENS);
        if (input == null || output == null || !(input + output).matches("\\d{2,12}")) {
            return Usage.UNREPORTED;
        }
        return usage(Long.parseLong(input), Long.parseLong(output));
    }

    static Usage usage(long input, long output) {
        return new Usage(true, input, 0, 0, 0, output, 0, "");
    }

    @Override
    public final ChatStream stream(CompletionRequest request, AnswerContext context) {
        Guardrail guardrail = new Guardrail();
        return new TextStream(ChatStream.Framing.AWS_EVENT_STREAM, context, event -> read(event, guardrail));
    }

    private Piece read(StreamEvent event, Guardrail guardrail) {
        if (event.exception()) {
            throw new ProviderException(failures.apply(event));
        }
        if (!event.name().equals("chunk")) {
            return Piece.NOTHING;
        }
        ObjectNode body = ProviderJson.object(payload(event));
        guardrail.sees(body);
        JsonNode piece = piece(body);
        JsonNode metrics = body.path(METRICS);
        return new Piece(
                ProviderJson.textOrEmpty(piece, textField(true)),
                guardrail.judged(why(piece)),
                metrics.isObject()
                        ? usage(
                                ProviderJson.count(metrics, "inputTokenCount"),
                                ProviderJson.count(metrics, "outputTokenCount"))
                        : Usage.UNREPORTED);
    }

    private static byte[] payload(StreamEvent event) {
        try {
            byte[] payload = ProviderJson.object(event.data()).path("bytes").binaryValue();
            if (payload != null) {
                return payload;
            }
        } catch (IOException e) {
            // No base64: as good as nothing.
        }
        throw ProviderJson.unreadable("An event of the provider's stream can't be read.");
    }
}

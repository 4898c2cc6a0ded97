package dev.serai.dialects;

import dev.serai.config.EmbeddingFacts;
import dev.serai.config.ModelTarget;
import dev.serai.errors.GatewayException;
import dev.serai.errors.ProviderException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A wire format of embeddings other than OpenAI's: what all of them have in common. They take texts, so many at a time, and
 * no tokens.
 */
public abstract class EmbeddingFormat implements EndpointDialect<EmbeddingRequest, EmbeddingAnswer> {
    private static final Set<String> SERVED =
            Set.of("model", "input", "encoding_format", "dimensions", "input_type", "task_type");
    /** Bytes of a token, roughly: where a provider counts none, the books need a guess. */
    private static final int BYTES_PER_TOKEN = 4;

    private final int textsPerCall;
    private final int tokensPerCall;

    /** @param textsPerCall what a provider takes at once of a model of which the catalogue does not know */
    protected EmbeddingFormat(int textsPerCall) {
        this(textsPerCall, 0);
    }

    /**
     * @param textsPerCall what a provider takes at once of a model of which the catalogue does not know
     * @param tokensPerCall how long all these texts together may be, in tokens; 0: as long as each may be
     */
    protected EmbeddingFormat(int textsPerCall, int tokensPerCall) {
        this.textsPerCall = textsPerCall;
        this.tokensPerCall = tokensPerCall;
    }

    /** Below the provider's base URL, percent-encoded. */
    protected abstract String path(ModelTarget target);

    /** The body for all texts of the request, which are no more than the provider takes. */
    protected abstract byte[] body(EmbeddingRequest request, ModelTarget target);

    /** The vectors and the tokens of an answer. */
    protected abstract Vectors vectors(ProviderAnswer answer);

    /** Whether the provider asks what the vectors are for. */
    protected abstract boolean tellsPurpose();

    @Override
    public final ProviderRequest request(EmbeddingRequest request, ModelTarget target) {
        if (request.tokens()) {
            throw GatewayException.invalid(
                    "unsupported_value", "input", "The providers of this model take texts, no tokens.");
        }
        checkDimensions(request, target);
        return new ProviderRequest(
                path(target),
                Map.of(),
                body(request, target),
                dropped(request),
                AnswerContext.ofText(request, 0, false));
    }

    /** @throws GatewayException 400 where the model is known not to make vectors of the length that is asked for */
    public static void checkDimensions(EmbeddingRequest request, ModelTarget target) {
        Integer length = request.dimensions();
        EmbeddingFacts facts = target.facts().embedding();
        if (length == null || !target.facts().known() || facts.makes(length)) {
            return;
        }
        if (facts.longest() > 0) {
            throw FieldFaults.aboveMaximum(
                    "integer", "dimensions", facts.longest(), Json.object().numberNode(length));
        }
        if (facts.dimensions().isEmpty()) {
            throw GatewayException.invalid(
                    "unsupported_parameter", "dimensions", "The vectors of this model have one length only.");
        }
        throw GatewayException.invalid(
                "unsupported_value",
                "dimensions",
                "The vectors of this model are of these lengths: "
                        + String.join(
                                ", ",
                                facts.dimensions().stream()
                                        .sorted()
                                        .map(String::valueOf)
                                        .toList()) + ".");
    }

    private List<String> dropped(EmbeddingRequest request) {
        DroppedParameters dropped = new DroppedParameters();
        request.tree().properties().forEach(field -> {
            boolean purpose = EmbeddingRequestRules.PURPOSES.contains(field.getKey());
            boolean served = SERVED.contains(field.getKey()) && (!purpose || tellsPurpose());
            if (!served && !field.getValue().isNull()) {
                dropped.leftOut(field.getKey());
            }
        });
        return dropped.list();
    }

    @Override
    public final EmbeddingAnswer answer(ProviderAnswer answer, EmbeddingRequest request, AnswerContext context) {
        Vectors vectors = vectors(answer);
        checkCount(request, vectors.all().size());
        Usage usage = vectors.tokens() < 0 ? estimate(request) : new Usage(true, vectors.tokens(), 0, 0, 0, 0, 0, "");
        return new EmbeddingAnswer(context.model(), request.base64(), finished(vectors.all(), request), usage);
    }

    /** @throws ProviderException if the vectors can't be told to belong to the inputs, one to each */
    public static void checkCount(EmbeddingRequest request, int vectors) {
        if (vectors != request.inputs()) {
            throw ProviderJson.unreadable(
                    "The provider was asked for " + request.inputs() + " vectors, and sent " + vectors + ".");
        }
    }

    /** The last touch that a format's vectors need; most need none. */
    protected List<float[]> finished(List<float[]> vectors, EmbeddingRequest request) {
        return vectors;
    }

    private static Usage estimate(EmbeddingRequest request) {
        long bytes = 0;
        for (String text : request.texts()) {
            bytes += text.getBytes(StandardCharsets.UTF_8).length;
        }
        return Usage.estimate((bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN);
    }

    @Override
    public final ChatStream stream(EmbeddingRequest request, AnswerContext context) {
        throw new IllegalStateException("Embeddings have no stream");
    }

    @Override
    public final List<EmbeddingRequest> parts(EmbeddingRequest request, ModelTarget target) {
        List<List<String>> calls =
                CallSize.of(target.facts(), textsPerCall, tokensPerCall).split(request.texts());
        return calls.size() == 1
                ? List.of(request)
                : calls.stream().map(request::part).toList();
    }

    @Override
    public final EmbeddingAnswer joined(EmbeddingRequest request, List<EmbeddingAnswer> answers) {
        return EmbeddingAnswer.joined(answers);
    }
}

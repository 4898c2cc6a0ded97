package dev.serai.config;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One provider's way to serve a model: what a model's entry in the mapping says, resolved against the provider's block
 * and the catalogue. Immutable; made once for each mapped model at load.
 *
 * @param provider the provider's block and type
 * @param model the provider's own model id (Azure: the deployment)
 * @param facts what that model can do
 * @param settings what else the entry says, by its key in the file: {@code region}, {@code location},
 *     {@code api_version}, {@code guardrail}, {@code weight} …; maps, lists, strings and numbers, and {@code transformation} as it is.
 *     Azure's {@code model} beside a deployment is one of them
 * @param timeouts how long its calls may take
 */
public record ModelTarget(
        ProviderSettings provider, String model, ModelFacts facts, Map<String, Object> settings, Timeouts timeouts) {
    public ModelTarget {
        settings = Map.copyOf(settings);
    }

    /** One that has its provider's times. */
    public ModelTarget(ProviderSettings provider, String model, ModelFacts facts, Map<String, Object> settings) {
        this(provider, model, facts, settings, provider.timeouts());
    }

    /** The wire format of a chat with this model at this provider: {@code openai}, {@code converse}, {@code gemini} … */
    public String dialect() {
        return ProviderType.valueOf(provider.type().toUpperCase(Locale.ROOT)).dialect(facts);
    }

    /**
     * Whether both targets serve one and the same model, so that the vectors of one can be compared with those of the
     * other. The name of an Azure deployment is its operator's own: there the mapping's word counts.
     */
    public boolean servesModelOf(ModelTarget other) {
        if (facts.known() && other.facts.known()) {
            return facts.embedding().model().equals(other.facts.embedding().model());
        }
        return namedByOperator() || other.namedByOperator() || stem().equals(other.stem());
    }

    private boolean namedByOperator() {
        return !facts.known() && provider.type().equals("azure");
    }

    private String stem() {
        return ModelIds.stems(model).stream().findFirst().orElse(model);
    }

    /** Where its provider runs it. */
    public Place place() {
        return Place.of(provider, settings);
    }

    /** What changes its requests and answers, or null. */
    public Transformation.@Nullable Named transformation() {
        return settings.get("transformation") instanceof Transformation.Named named ? named : null;
    }

    /** Its share of the requests beside the others' weights; 0: only where nobody else is left. */
    public int weight() {
        return settings.get("weight") instanceof Integer weight ? weight : 1;
    }

    /** The id by which facts and prices are known: Azure's deployment may have any name, and its model beside it. */
    public String knownAs() {
        return setting("model", model);
    }

    /** A setting of the entry as text, or {@code otherwise}. */
    public String setting(String key, String otherwise) {
        Object value = settings.get(key);
        return value == null ? otherwise : value.toString();
    }
}

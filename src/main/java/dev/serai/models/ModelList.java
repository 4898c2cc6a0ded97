package dev.serai.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.auth.Caller;
import dev.serai.config.Capability;
import dev.serai.config.MappedModel;
import dev.serai.config.ModelFacts;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import dev.serai.config.Price;
import dev.serai.config.PriceBook;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's list of models and its single model, with what we know of each beside it. Names that only a pattern matches are
 * served, but not listed. Thread-safe.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/models">OpenAI: models</a>
 */
public final class ModelList {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    private static final String PATH = "/v1/models";

    private final Collection<String> builtIn;

    /** @param builtIn names that are listed though no file maps them, where they are served */
    public ModelList(Collection<String> builtIn) {
        this.builtIn = List.copyOf(builtIn);
    }

    /**
     * @param rawPath the request's path, percent-encoded
     * @throws GatewayException 404 for an unknown model, 403 for one that is not the caller's
     */
    public byte[] answer(ModelMapping mapping, PriceBook prices, Caller caller, String rawPath) {
        String rest = rawPath.substring(PATH.length());
        if (rest.isEmpty()) {
            return bytes(list(mapping, prices, caller));
        }
        if (!rest.startsWith("/") || rest.length() == 1) {
            throw new GatewayException(
                    new GatewayError.InvalidRequest(404, "unknown_url", null, "There is nothing at this path"));
        }
        return bytes(one(mapping, prices, caller, decoded(rest.substring(1))));
    }

    private ObjectNode list(ModelMapping mapping, PriceBook prices, Caller caller) {
        ObjectNode list = JSON.createObjectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        models(mapping)
                .filter(model -> caller.models().allow(model.name())
                        && (caller.providers().all()
                                || model.targets().stream().anyMatch(target -> Permissions.allows(caller, target))))
                .forEach(model -> data.add(describe(model, Permissions.targets(caller, model), prices)));
        return list;
    }

    private ObjectNode one(ModelMapping mapping, PriceBook prices, Caller caller, String name) {
        return models(mapping)
                .filter(model -> model.name().equals(name))
                .findFirst()
                .map(model -> describe(model, Permissions.targets(caller, model), prices))
                .orElseThrow(() -> new GatewayException(new GatewayError.InvalidRequest(
                        404,
                        "model_not_found",
                        "model",
                        "The model does not exist: GET /v1/models lists those that do")));
    }

    private Stream<MappedModel> models(ModelMapping mapping) {
        return Stream.concat(
                mapping.models().stream(), builtIn.stream().map(mapping::model).flatMap(Optional::stream));
    }

    private static ObjectNode describe(MappedModel model, List<ModelTarget> targets, PriceBook prices) {
        ObjectNode node = JSON.createObjectNode()
                .put("id", model.name())
                .put("object", "model")
                .put("created", model.created())
                .put("owned_by", model.ownedBy());
        ArrayNode providers = node.putArray("providers");
        targets.forEach(target -> providers.add(target.provider().name()));
        if (!targets.isEmpty()) {
            ModelTarget first = targets.get(0);
            facts(first, node);
            prices.price(first).ifPresent(price -> pricing(price, node.putObject("pricing")));
        }
        String successor = model.successor();
        if (successor != null) {
            node.put("status", "retired").put("successor", successor);
        }
        return node;
    }

    private static void facts(ModelTarget first, ObjectNode node) {
        ModelFacts facts = first.facts();
        if (!facts.known()) {
            return;
        }
        if (facts.contextWindow() > 0) {
            node.put("context_window", facts.contextWindow());
        }
        if (facts.maxOutput() > 0) {
            node.put("max_output", facts.maxOutput());
        }
        ArrayNode capabilities = node.putArray("capabilities");
        facts.capabilities().stream().sorted().map(Capability::inFile).forEach(capabilities::add);
    }

    /** US dollars for 1,000,000 tokens at the provider that is tried first; what nobody told is left out. */
    private static void pricing(Price price, ObjectNode node) {
        node.put("currency", "USD").put("per_tokens", 1_000_000);
        put(node, "input", price.input());
        put(node, "output", price.output());
        put(node, "cache_read", price.cacheRead());
        put(node, "cache_write", price.cacheWrite5m());
    }

    private static void put(ObjectNode node, String name, @Nullable BigDecimal value) {
        if (value != null) {
            node.put(name, value.stripTrailingZeros());
        }
    }

    /** A plus sign in a path is a plus sign. */
    private static String decoded(String encoded) {
        try {
            return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new GatewayException(
                    new GatewayError.InvalidRequest(404, "model_not_found", "model", "The model's name can't be read"));
        }
    }

    private static byte[] bytes(ObjectNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can always be written", e);
        }
    }
}

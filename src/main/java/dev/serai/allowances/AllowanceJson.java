package dev.serai.allowances;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Limits and budgets as the store has them. Strict: what is not known is a fault, since a limit that is passed over limits
 * nothing. Every fault is an {@link IllegalArgumentException} that says where it is. Pure functions.
 */
public final class AllowanceJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final String MODELS = "models";
    private static final Set<String> OF_BUDGET = Set.of("period", "limit_nano_usd", "soft_nano_usd", "model");

    private AllowanceJson() {}

    /** An object with the limits that there are, and those of models below {@code models}. */
    public static String of(Limits limits) {
        ObjectNode node = node(limits.all());
        if (!limits.models().isEmpty()) {
            ObjectNode models = node.putObject(MODELS);
            limits.models().forEach((pattern, rates) -> models.set(pattern, node(rates)));
        }
        return node.toString();
    }

    /** An array with an object a budget. */
    public static String of(List<Budget> budgets) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Budget budget : budgets) {
            ObjectNode node = array.addObject()
                    .put("period", budget.period().text())
                    .put("limit_nano_usd", budget.limitNanoUsd());
            if (budget.softNanoUsd() != null) {
                node.put("soft_nano_usd", budget.softNanoUsd());
            }
            if (budget.model() != null) {
                node.put("model", budget.model());
            }
        }
        return array.toString();
    }

    public static Limits limits(String json) {
        JsonNode node = read(json);
        Map<String, Rates> models = new TreeMap<>();
        JsonNode ofModels = node.get(MODELS);
        if (ofModels != null) {
            object(ofModels, MODELS)
                    .properties()
                    .forEach(entry -> models.put(entry.getKey(), rates(entry.getValue(), entry.getKey(), Set.of())));
        }
        return new Limits(rates(node, "limits", Set.of(MODELS)), models);
    }

    public static List<Budget> budgets(String json) {
        List<Budget> budgets = new ArrayList<>();
        JsonNode node = read(json);
        if (!node.isArray()) {
            throw new IllegalArgumentException("budgets are no array");
        }
        for (JsonNode each : node) {
            refuseUnknown(object(each, "a budget"), OF_BUDGET);
            Budget.Period period = Budget.Period.of(each.path("period").asText());
            Long limit = whole(each, "limit_nano_usd");
            if (period == null || limit == null) {
                throw new IllegalArgumentException("a budget has no period day, month or total, or no limit_nano_usd");
            }
            JsonNode model = each.get("model");
            budgets.add(new Budget(period, limit, whole(each, "soft_nano_usd"), model == null ? null : model.asText()));
        }
        return budgets;
    }

    private static ObjectNode node(Rates rates) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (String name : Rates.NAMES) {
            Long limit = rates.value(name);
            if (limit != null) {
                node.put(name, limit);
            }
        }
        return node;
    }

    private static Rates rates(JsonNode node, String where, Set<String> more) {
        Rates rates = Rates.NONE;
        Iterator<String> names = object(node, where).fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (Rates.NAMES.contains(name)) {
                rates = rates.with(name, whole(node, name));
            } else if (!more.contains(name)) {
                throw new IllegalArgumentException(name + " is no limit");
            }
        }
        return rates;
    }

    private static @Nullable Long whole(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException(name + " is no whole number");
        }
        return value.longValue();
    }

    private static JsonNode object(JsonNode node, String where) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(where + " is no object");
        }
        return node;
    }

    private static void refuseUnknown(JsonNode node, Set<String> known) {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(name + " is not known");
            }
        });
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("is no JSON", e);
        }
    }
}

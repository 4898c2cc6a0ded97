package dev.serai.passthrough;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelMapping;
import dev.serai.config.ProviderSettings;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds a native call to the project, location or compartment that the gateway's own configuration names: its credentials may
 * reach further.
 */
final class Bounds {
    private static final String LOCATION = "location";

    private final ModelMapping mapping;
    private final ProviderSettings provider;
    private final OperationTable table;

    Bounds(ModelMapping mapping, ProviderSettings provider, OperationTable table) {
        this.mapping = mapping;
        this.provider = provider;
        this.table = table;
    }

    /** @throws GatewayException 403 if the path, the query or the body names another */
    void check(Map<String, String> names, @Nullable String query, @Nullable ObjectNode body) {
        table.bound().forEach((name, setting) -> {
            check(name, setting, names.get(name));
            check(name, setting, QueryRules.value(query, name));
            JsonNode field = body == null ? null : body.get(name);
            if (field != null && !field.isNull()) {
                check(name, setting, field.asText());
            }
        });
    }

    private void check(String name, String setting, @Nullable String asked) {
        if (asked != null && !isOurs(setting, asked)) {
            throw new GatewayException(new GatewayError.NotAllowed(
                    "operation_not_allowed",
                    name,
                    "The " + name + " is not the one that this gateway is configured for"));
        }
    }

    private boolean isOurs(String setting, String asked) {
        Object ofProvider = setting.equals(LOCATION)
                ? provider.region()
                : provider.settings().get(setting);
        return (ofProvider != null && ofProvider.toString().equals(asked))
                || mapping.anyTargetHas(provider.name(), setting, asked);
    }
}

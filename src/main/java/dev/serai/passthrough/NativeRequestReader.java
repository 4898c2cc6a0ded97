package dev.serai.passthrough;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelMapping;
import dev.serai.config.ProviderSettings;
import dev.serai.dialects.StrictJson;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import dev.serai.passthrough.OperationTable.Match;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges a native call: which provider, which operation, which model, and whether the gateway's configuration has it. Nothing
 * of it is changed: what was judged is what goes out. Thread-safe.
 */
public final class NativeRequestReader {
    /** The provider that a path names. */
    public static ProviderSettings provider(ModelMapping mapping, NativePath path) {
        ProviderSettings provider = mapping.providers().get(path.provider());
        if (provider == null || Operations.of(provider.type()) == null) {
            throw new GatewayException(new GatewayError.InvalidRequest(
                    404, "unknown_provider", null, "The path names a provider that this gateway does not have"));
        }
        return provider;
    }

    /**
     * Reads a call of a path whose spelling was found good.
     *
     * @param reach how much of the provider's API the caller may call
     * @throws GatewayException with the first fault, in the order of the contract
     */
    public NativeRequest read(ModelMapping mapping, ReceivedCall call, NativeReach reach) {
        if (call.path().equals(NativePath.INVOKE_MODEL) && call.method().equals("POST")) {
            return read(mapping, OldInvokeModel.unwrapped(call), reach);
        }
        NativePath path = NativePath.of(call.path());
        ProviderSettings provider = provider(mapping, path);
        OperationTable table = table(provider);
        Match match = match(table, call.method(), path, reach);
        boolean management = match.management();
        QueryRules.check(call.query(), management ? null : table.query());
        Operation operation = match.operation();
        ObjectNode body = body(call, operation, management);
        Map<String, String> names = match.names();
        new Bounds(mapping, provider, table).check(names, call.query(), body);
        String model = ModelOfCall.of(operation, names, body);
        boolean runs = !management && !call.method().equals("GET");
        return new NativeRequest(
                provider,
                call.method(),
                call.query() == null ? path.path() : path.path() + "?" + call.query(),
                PassedHeaders.toProvider(call.headers(), table),
                call.contentType(),
                call.body(),
                model,
                operation.streams(body),
                settings(names),
                operation.control(),
                operation.usage(),
                runs ? LongestAnswer.tokens(body, model, LimitNames.of(operation.usage(), path.path())) : 0,
                runs ? LongestAnswer.answers(body, model) : 1);
    }

    private static OperationTable table(ProviderSettings provider) {
        OperationTable table = Operations.of(provider.type());
        if (table == null) {
            throw new IllegalStateException("The type " + provider.type() + " has no operations");
        }
        return table;
    }

    private static Match match(OperationTable table, String method, NativePath path, NativeReach reach) {
        if (path.path().isEmpty() || path.path().endsWith("/")) {
            throw new GatewayException(new GatewayError.InvalidRequest(
                    404,
                    "unknown_url",
                    null,
                    "A path of the provider's API must follow its name, without a slash at its end"));
        }
        if (path.hasEncodedSlash() && !table.arns()) {
            throw new GatewayException(NativePath.invalid("an encoded slash"));
        }
        Match match = table.operation(method, path.path());
        if (match == null && reach != NativeReach.MODELS) {
            match = table.other(method, path.path());
        }
        if (match == null && reach == NativeReach.ALL) {
            match = table.permitted(path.path());
        }
        if (match == null) {
            throw new GatewayException(
                    new GatewayError.NotAllowed(
                            "operation_not_allowed",
                            null,
                            "Only calls that run a model or count its tokens, and that list or describe models, are passed on; the rest needs a key with the permission native:all"));
        }
        return match;
    }

    /** The body as a tree, for looking at alone; null where it is none that can be looked at, and need not be. */
    private static @Nullable ObjectNode body(ReceivedCall call, Operation operation, boolean management) {
        if (call.method().equals("GET") || (management && call.body().length == 0)) {
            return null;
        }
        if (call.json()) {
            return StrictJson.read(call.body()).tree();
        }
        if (operation.anyContent()) {
            return null;
        }
        throw new GatewayException(new GatewayError.InvalidRequest(
                415, "unsupported_content_type", null, "Content-Type must be application/json"));
    }

    private static Map<String, Object> settings(Map<String, String> names) {
        Map<String, Object> settings = new HashMap<>();
        String location = names.get("location");
        if (location != null) {
            settings.put("location", location);
        }
        return settings;
    }

    static @Nullable String text(JsonNode value, String param) {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw GatewayException.invalid("invalid_type", param, "The field '" + param + "' must be text");
        }
        return value.textValue();
    }
}

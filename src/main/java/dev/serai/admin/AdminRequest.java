package dev.serai.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.audit.Actor;
import dev.serai.auth.Caller;
import dev.serai.dialects.StrictJson;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request of the admin API, of somebody who may make it. Immutable, but for the body, which nobody changes.
 *
 * @param actor the caller, as the audit knows them
 * @param path percent-encoded, as it was sent
 * @param query the parameters with all of their values, decoded
 * @param ifMatch the header, or null
 * @param accept the header, or null
 */
public record AdminRequest(
        Caller caller,
        Actor actor,
        String path,
        Map<String, List<String>> query,
        @Nullable String ifMatch,
        @Nullable String accept,
        byte[] body) {
    /** The name of the third segment below {@code /admin/v1/}: what is asked for. */
    private static final int NAME = 4;

    public AdminRequest {
        query = Map.copyOf(query);
    }

    /** What stands between the third and the fourth slash after {@code /admin/v1}: an id, or a name. */
    public String name() {
        return segment(NAME);
    }

    /** What stands two segments behind that: of what belongs to it. */
    public String secondName() {
        return segment(NAME + 2);
    }

    private String segment(int index) {
        String[] segments = path.split("/", -1);
        // The listener has refused broken escapes; a plus sign in a path is a plus sign.
        return segments.length <= index
                ? ""
                : URLDecoder.decode(segments[index].replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The fields of the body. */
    public Fields fields() {
        return new Fields(StrictJson.read(body).tree(), "");
    }

    /** The fields of the body; none where there is no body. */
    public Fields fieldsIfAny() {
        return body.length == 0 ? new Fields(emptyObject(), "") : fields();
    }

    private static ObjectNode emptyObject() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * Refuses what is not known, what is empty, and what stands twice: a filter that is passed over shows what nobody asked for.
     *
     * @throws GatewayException 400 {@code unknown_parameter}, {@code invalid_value}
     */
    public void allow(Set<String> known) {
        query.forEach((name, values) -> {
            if (!known.contains(name)) {
                throw GatewayException.invalid(
                        "unknown_parameter",
                        name,
                        known.isEmpty()
                                ? "There are no parameters here"
                                : "There is no such parameter here; there are "
                                        + String.join(
                                                ", ", known.stream().sorted().toList()));
            }
            if (values.get(0).isEmpty()) {
                throw GatewayException.invalid(
                        "invalid_value", name, "The parameter is empty: without it nothing is asked of it");
            }
            if (values.size() > 1) {
                throw GatewayException.invalid("invalid_value", name, "The parameter stands twice");
            }
        });
    }

    /**
     * Refuses a condition on what has no {@code ETag}: passed over, it would change what it was to guard.
     *
     * @throws GatewayException 412 {@code precondition_failed}
     */
    public void unconditional() {
        if (ifMatch != null && !ifMatch.strip().equals("*")) {
            throw new GatewayException(new GatewayError.InvalidRequest(
                    412, "precondition_failed", null, "This has no ETag that If-Match could name: ask without it"));
        }
    }

    /** A parameter's value, or null where it is not there. */
    public @Nullable String parameter(String name) {
        List<String> values = query.get(name);
        return values == null ? null : values.get(0);
    }

    /**
     * A whole number.
     *
     * @throws GatewayException 400 {@code invalid_value}
     */
    public int number(String name, int otherwise, int least, int most) {
        String text = parameter(name);
        if (text == null) {
            return otherwise;
        }
        if (text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw GatewayException.invalid("invalid_value", name, "A whole number from " + least + " to " + most);
    }
}

package dev.serai.dialects.responses;

import dev.serai.dialects.ImageDetail;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayError.InvalidRequest;
import dev.serai.errors.GatewayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which of the client's fields a field of the chat request was made of, so that a fault is told where the client can find it.
 * One for each translation, for one thread.
 */
final class ParamPaths {
    private static final Pattern MESSAGE = Pattern.compile("^messages\\[(\\d{1,9})](.*)$", Pattern.DOTALL);
    private static final Pattern CALL = Pattern.compile("^\\.tool_calls\\[(\\d{1,9})](.*)$", Pattern.DOTALL);
    private static final Map<String, String> NAMES = Map.of(
            "messages",
            "input",
            "max_completion_tokens",
            "max_output_tokens",
            "max_tokens",
            "max_output_tokens",
            "reasoning_effort",
            "reasoning.effort",
            "verbosity",
            "text.verbosity",
            "logprobs",
            "include",
            "thinking_blocks",
            "input[].reasoning",
            "extra_content",
            "input[].reasoning",
            ImageDetail.PARAMETER,
            ChatParts.DETAIL);

    private final List<Origin> messages = new ArrayList<>();

    /**
     * Where a message comes from.
     *
     * @param item its path, {@code input[3]}
     * @param content the path of its content below the item: {@code .content}, {@code .output}, or nothing
     * @param calls the items of its calls, in their order
     */
    private record Origin(String item, String content, List<String> calls) {}

    /** The next message is made of this. */
    void message(String item, String content) {
        messages.add(new Origin(item, content, List.of()));
    }

    /** The next message is made of several items. */
    void message(String item, String content, List<String> calls) {
        messages.add(new Origin(item, content, List.copyOf(calls)));
    }

    /** The same fault, told with the client's names. */
    GatewayException translated(GatewayException fault) {
        GatewayError error = fault.error();
        String param = error.param();
        if (param == null || !(error instanceof InvalidRequest refused)) {
            return fault;
        }
        String ours = of(param);
        String message = refused.message().replace("'" + param + "'", "'" + ours + "'");
        return new GatewayException(new InvalidRequest(refused.status(), refused.code(), ours, message));
    }

    /** The client's name of a parameter that was left out or changed, as {@code X-Dropped-Params} has it. */
    String dropped(String parameter) {
        int change = parameter.indexOf('=');
        return change < 0 ? of(parameter) : of(parameter.substring(0, change)) + parameter.substring(change);
    }

    /** The client's path of a field of the chat request. */
    String of(String param) {
        Matcher message = MESSAGE.matcher(param);
        if (message.matches()) {
            int index = Integer.parseInt(message.group(1));
            return index < messages.size() ? inMessage(messages.get(index), message.group(2)) : "input";
        }
        if (param.startsWith("tools[")) {
            return param.replaceFirst("]\\.(function|custom)", "]");
        }
        if (param.startsWith("response_format")) {
            return "text.format" + param.substring("response_format".length()).replace(".json_schema", "");
        }
        String renamed = NAMES.get(param);
        return renamed == null ? param : renamed;
    }

    private static String inMessage(Origin origin, String rest) {
        Matcher call = CALL.matcher(rest);
        if (call.matches()) {
            int index = Integer.parseInt(call.group(1));
            return index < origin.calls().size() ? inCall(origin.calls().get(index), call.group(2)) : origin.item();
        }
        if (rest.startsWith(".content")) {
            return origin.item() + origin.content() + inPart(rest.substring(".content".length()));
        }
        return switch (rest) {
            case ".tool_call_id" -> origin.item() + ".call_id";
            case ".thinking_blocks" -> origin.item() + ".encrypted_content";
            default -> origin.item();
        };
    }

    private static String inCall(String item, String rest) {
        String field = rest.replaceFirst("^\\.(function|custom)", "");
        return field.equals(".id") ? item + ".call_id" : item + field;
    }

    private static String inPart(String rest) {
        return rest.replace(".image_url.url", ".image_url")
                .replace(".image_url.detail", ".detail")
                .replace(".file.", ".");
    }
}

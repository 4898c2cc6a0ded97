package dev.serai.fakes;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the path of a call to Vertex AI asks for (https://cloud.google.com/vertex-ai/docs/reference/rest).
 *
 * @param project empty where an API key stands for it
 * @param location empty there, too
 * @param publisher {@code google}, {@code anthropic}, or {@code openapi} for the OpenAI-compatible endpoint
 * @param model empty at that endpoint, whose bodies name it
 * @param verb {@code generateContent}, {@code rawPredict} …, {@code chat/completions}
 */
record VertexCall(String project, String location, String publisher, String model, String verb) {
    private static final Pattern PATH = Pattern.compile("/v1/(?:projects/([^/]+)/locations/([^/]+)/)?"
            + "(?:publishers/([a-z]+)/models/([^/:]+):([A-Za-z]+)|endpoints/openapi/(chat/completions))");

    static VertexCall of(ReceivedCall call) {
        Matcher path = PATH.matcher(call.path());
        if (!path.matches() || !call.method().equals("POST")) {
            throw notFound("The requested URL " + call.path() + " was not found on this server.");
        }
        boolean openApi = path.group(6) != null;
        return new VertexCall(
                decoded(path.group(1)),
                decoded(path.group(2)),
                openApi ? "openapi" : path.group(3),
                decoded(path.group(4)),
                openApi ? path.group(6) : path.group(5));
    }

    /** Whether the answer comes as a stream: at the OpenAI-compatible endpoint the body says so. */
    boolean streams() {
        return verb.startsWith("stream");
    }

    static RequestRefused notFound(String message) {
        return new RequestRefused(404, "NOT_FOUND", null, message);
    }

    private static String decoded(String segment) {
        return segment == null ? "" : URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}

package dev.serai.passthrough;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A call of a provider's API that is let through, and how its model, its streaming and its usage are found. Immutable: the
 * methods that say more of it give a new one.
 *
 * @param method {@code POST} runs a model or counts its tokens, {@code GET} lists or describes models; {@code *}: any
 * @param path at the provider's host
 * @param modelFields where the body names the model, the fields from the top; empty: in the path, as {@code {model}}, or
 *     nowhere
 * @param agreeing fields of the body that may name the model of the path once more, and no other
 * @param streamField where the body says that a stream is wanted, the fields from the top; empty: it doesn't
 * @param streams whether an answer is a stream where the body does not say
 * @param usage how the answer tells what it used
 * @param control whether the provider's control plane serves it, on a host of its own
 * @param anyContent whether the body may be something else than JSON
 */
record Operation(
        String method,
        PathTemplate path,
        List<List<String>> modelFields,
        List<String> agreeing,
        List<String> streamField,
        boolean streams,
        UsageShape usage,
        boolean control,
        boolean anyContent) {

    static Operation post(String path) {
        return new Operation(
                "POST", PathTemplate.of(path), List.of(), List.of(), List.of(), false, UsageShape.NONE, false, false);
    }

    static Operation get(String path) {
        return new Operation(
                "GET", PathTemplate.of(path), List.of(), List.of(), List.of(), false, UsageShape.NONE, false, true);
    }

    /** Whatever the method: a model that its body names in the usual place is told, and what it answers is not counted. */
    static Operation any(String path) {
        return new Operation(
                "*",
                PathTemplate.of(path),
                List.of(),
                List.of(),
                List.of("stream"),
                false,
                UsageShape.NONE,
                false,
                false);
    }

    /** What no table lists: a model that it names in the usual place is told, but need not be there. */
    static Operation other(String method, PathTemplate path) {
        return new Operation(
                method,
                path,
                List.of(),
                List.of(),
                List.of("stream"),
                false,
                UsageShape.OPENAI,
                false,
                method.equals("GET"));
    }

    /** @param fields with dots between, one of which the body must have */
    Operation modelIn(String... fields) {
        List<List<String>> paths = Stream.of(fields).map(Operation::fields).toList();
        return new Operation(method, path, paths, agreeing, streamField, streams, usage, control, anyContent);
    }

    Operation agreeing(String... fields) {
        return new Operation(
                method, path, modelFields, List.of(fields), streamField, streams, usage, control, anyContent);
    }

    Operation streamsIf(String field) {
        return new Operation(method, path, modelFields, agreeing, fields(field), streams, usage, control, anyContent);
    }

    Operation streamsUnless(String field) {
        return new Operation(method, path, modelFields, agreeing, fields(field), true, usage, control, anyContent);
    }

    /** Whether the answer to this body is a stream. */
    boolean streams(@Nullable ObjectNode body) {
        return body == null ? streams : ModelOfCall.at(body, streamField).asBoolean(streams);
    }

    Operation streaming() {
        return new Operation(method, path, modelFields, agreeing, streamField, true, usage, control, anyContent);
    }

    Operation using(UsageShape shape) {
        return new Operation(method, path, modelFields, agreeing, streamField, streams, shape, control, anyContent);
    }

    Operation onControlHost() {
        return new Operation(method, path, modelFields, agreeing, streamField, streams, usage, true, anyContent);
    }

    private static List<String> fields(String path) {
        return List.of(path.split("\\."));
    }

    Operation withAnyContent() {
        return new Operation(method, path, modelFields, agreeing, streamField, streams, usage, control, true);
    }
}

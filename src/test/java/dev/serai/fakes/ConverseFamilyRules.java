package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What Converse refuses for the models behind it that are not Claude: Bedrock's table of supported models and features
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html), and the tool
 * ids of Mistral.
 */
final class ConverseFamilyRules {
    private static final Pattern NO_CHAT = Pattern.compile(".*(cohere\\.command-(light-)?text|ai21\\.j2).*");
    private static final Pattern NO_STREAM = Pattern.compile(".*ai21\\.j2.*");
    private static final Pattern NO_SYSTEM = Pattern.compile(
            ".*(amazon\\.titan|mistral\\.mi[sx]tral-[78x]+b-instruct|cohere\\.command-(light-)?text|ai21\\.j2).*");
    private static final Pattern NO_TOOLS = Pattern.compile(
            ".*(amazon\\.titan|mistral\\.mi[sx]tral-[78x]+b-instruct|cohere\\.command-(light-)?text|ai21\\.j2"
                    + "|meta\\.llama2|meta\\.llama3-[78]|meta\\.llama3-2-[13]b|deepseek\\.r1|claude-(v2|instant)).*");
    private static final Pattern NO_STREAMED_TOOLS = Pattern.compile(".*(meta\\.llama|mistral\\.).*");
    private static final Pattern NO_IMAGES = Pattern.compile(
            ".*(amazon\\.(titan|nova-micro)|mistral\\.(mi[sx]tral-[78x]+b|mistral-(large-24|small))|cohere\\.|ai21\\.|deepseek\\.|gpt-oss"
                    + "|meta\\.llama(2|3-[78]|3-1-|3-2-[13]b|3-3-)).*");
    private static final Pattern NINE = Pattern.compile("[a-zA-Z0-9]{9}");

    private ConverseFamilyRules() {}

    static void check(String modelId, boolean stream, JsonNode request) {
        refuse(
                NO_CHAT,
                modelId,
                request.path("messages").size() > 1,
                "messages",
                "This model doesn't support conversation history.");
        refuse(NO_STREAM, modelId, stream, "modelId", "The model is unsupported for streaming.");
        refuse(NO_SYSTEM, modelId, request.has("system"), "system", "This model doesn't support system messages.");
        boolean tools = request.has("toolConfig");
        refuse(NO_TOOLS, modelId, tools, "toolConfig", "This model doesn't support tool use.");
        refuse(
                NO_STREAMED_TOOLS,
                modelId,
                tools && stream,
                "toolConfig",
                "This model doesn't support tool use in streaming mode.");
        refuse(
                NO_IMAGES,
                modelId,
                has(request, "image"),
                "messages",
                "This model doesn't support the image content block.");
        boolean claude = modelId.contains("claude");
        Strict.check(
                claude
                        || modelId.contains("nova")
                        || request.findValues("cachePoint").isEmpty(),
                "cachePoint",
                "This model doesn't support the cachePoint block.");
        // https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html: Nova keeps no tools, and for five
        // minutes.
        Strict.check(
                claude || request.path("toolConfig").findValues("cachePoint").isEmpty(),
                "toolConfig",
                "This model doesn't support the cachePoint block in tools.");
        Strict.check(
                claude || request.findValues("cachePoint").stream().noneMatch(point -> point.has("ttl")),
                "cachePoint.ttl",
                "is not supported by this model");
        Strict.check(
                claude || !has(request, "reasoningContent"),
                "messages",
                "This model doesn't support the reasoningContent block.");
        if (modelId.contains("mistral.")) {
            ids(request).forEach(id -> Strict.matches(id, NINE, "toolUseId"));
        }
    }

    private static void refuse(Pattern models, String modelId, boolean asked, String path, String reason) {
        Strict.check(!asked || !models.matcher(modelId).matches(), path, reason);
    }

    private static boolean has(JsonNode request, String block) {
        return !request.path("messages").findValues(block).isEmpty();
    }

    private static List<String> ids(JsonNode request) {
        return request.path("messages").findValuesAsText("toolUseId");
    }
}

package dev.serai.sdk;

import dev.serai.fakes.FakeAzure;
import dev.serai.fakes.FakeProvider;
import java.util.stream.Stream;

/** openai-java's chats with Azure's deployments, by the dated API and by v1, with a model that reasons among them. */
class OpenAiJavaChatsOnAzureTest extends OpenAiJavaConversations {
    @Override
    FakeProvider startProvider() {
        return FakeAzure.start().deploy("ours", "gpt-4o").deploy("thinker", "gpt-5");
    }

    @Override
    String mapping() {
        return """
                model_mappings:
                  gw-dated: {providers: {azure: {deployment: ours, model: gpt-4o, api_version: "2024-10-21"}}}
                  gw-v1: {providers: {azure: {deployment: ours, model: gpt-4o, api_version: v1}}}
                  gw-preview: {providers: {azure: {deployment: ours, model: gpt-4o, api_version: preview}}}
                  gw-reasoning: {providers: {azure: {deployment: thinker, model: gpt-5, api_version: v1}}}
                """;
    }

    @Override
    Stream<String> models() {
        return Stream.of("gw-dated", "gw-v1", "gw-preview", "gw-reasoning");
    }
}

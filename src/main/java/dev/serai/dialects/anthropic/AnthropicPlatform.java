package dev.serai.dialects.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.Json;
import dev.serai.dialects.PathSegment;
import java.util.Map;

/** Whose Messages API is spoken: Anthropic's own, or that of a cloud which wants a few things in other places. */
enum AnthropicPlatform {
    /** @see <a href="https://platform.claude.com/docs/en/api/messages">Messages</a> */
    ANTHROPIC("2023-06-01") {
        @Override
        String path(ModelTarget target, boolean stream) {
            return "/v1/messages";
        }

        @Override
        Map<String, String> headers(ModelTarget target) {
            return Map.of("anthropic-version", version(target));
        }

        @Override
        ObjectNode body(ModelTarget target) {
            return Json.object().put("model", target.model());
        }
    },

    /**
     * The model is in the path, the version in the body.
     *
     * @see <a href="https://platform.claude.com/docs/en/build-with-claude/claude-on-vertex-ai">Claude on Vertex AI</a>
     */
    VERTEX("vertex-2023-10-16") {
        @Override
        String path(ModelTarget target, boolean stream) {
            return "/publishers/anthropic/models/" + PathSegment.of(target.model())
                    + (stream ? ":streamRawPredict" : ":rawPredict");
        }

        @Override
        Map<String, String> headers(ModelTarget target) {
            return Map.of();
        }

        @Override
        ObjectNode body(ModelTarget target) {
            return Json.object().put("anthropic_version", version(target));
        }
    };

    private final String usualVersion;

    AnthropicPlatform(String usualVersion) {
        this.usualVersion = usualVersion;
    }

    static AnthropicPlatform of(ModelTarget target) {
        return target.provider().type().equals("vertex") ? VERTEX : ANTHROPIC;
    }

    abstract String path(ModelTarget target, boolean stream);

    /** Where tokens are counted. */
    String countPath() {
        return this == ANTHROPIC ? "/v1/messages/count_tokens" : "/publishers/anthropic/models/count-tokens:rawPredict";
    }

    abstract Map<String, String> headers(ModelTarget target);

    /** The beginning of a body: what says which model, or which form of the API, is meant. */
    abstract ObjectNode body(ModelTarget target);

    /** Whether it fetches pictures; Vertex takes none but those in the body. */
    boolean remoteImages() {
        return this == ANTHROPIC;
    }

    /** Whether it has Anthropic's service tiers, which are a matter of Anthropic's own bill. */
    boolean serviceTiers() {
        return this == ANTHROPIC;
    }

    /** Whether the operator says which version of the API is meant. */
    boolean saysVersion(ModelTarget target) {
        return target.provider().settings().containsKey("api_version")
                || !target.setting("api_version", "").isEmpty();
    }

    String version(ModelTarget target) {
        Object ofProvider = target.provider().settings().getOrDefault("api_version", usualVersion);
        return target.setting("api_version", ofProvider.toString());
    }
}

package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * By what a model knows again what it has thought: a change of the text, or a signature that is another's, is refused. Claude's
 * are the same at Anthropic, on Bedrock and on Vertex AI. What a fake signs is the same in each run, since recorded requests bring
 * it back.
 */
final class ThoughtSignatures {
    /** The documented stand-in for the signature of a call that another model made (wire.md 5.3). */
    static final String SENTINEL = "skip_thought_signature_validator";

    /** Claude's in goldens and tests, whose answers are not a fake's: thoughts, each with its signature. */
    private static final Set<String> RECORDED = Set.of(
            "Paris, then. c2ln",
            "Hm. c2ln",
            "Hm. EqQBsig==",
            "Two and two. EqQBsig==",
            "I thought. c2lnbmVkLWJ5LWNsYXVkZQ==");

    /** Gemini's in goldens and tests, of calls and of a text. */
    private static final Set<String> RECORDED_OF_GEMINI =
            Set.of("c2lnLTE=", "c2lnLTI=", "dGV4dA==", "c2lnbmVkLWJ5LWdvb2dsZQ==");

    private static final String ALGORITHM = "HmacSHA256";
    private static final SecretKeySpec KEY =
            new SecretKeySpec("known to the fakes alone".getBytes(StandardCharsets.US_ASCII), ALGORITHM);

    private ThoughtSignatures() {}

    /** Claude's for what it has thought. */
    static String of(String thought) {
        return mac("Claude thought " + thought);
    }

    /** Gemini's for a {@code functionCall}. */
    static String ofCall(JsonNode call) {
        return mac("Gemini calls " + call.path("name").asText() + " with " + call.path("args"));
    }

    static void check(String thought, String signature, String path) {
        Strict.check(
                signature.equals(of(thought)) || RECORDED.contains(thought + " " + signature),
                path,
                "Invalid `signature` in `thinking` block");
    }

    /** A part of Gemini's that has a {@code thoughtSignature}. */
    static void checkGemini(JsonNode part, String path) {
        String signature = Strict.text(part, path, "thoughtSignature");
        boolean own = part.has("functionCall") && signature.equals(ofCall(part.get("functionCall")));
        Strict.check(
                own || signature.equals(SENTINEL) || RECORDED_OF_GEMINI.contains(signature),
                path + ".thoughtSignature",
                "Thought signature is not valid.");
    }

    private static String mac(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(KEY);
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

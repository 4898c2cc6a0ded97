package dev.serai.dialects.watsonx;

import dev.serai.config.ModelTarget;
import dev.serai.dialects.Conversation;
import dev.serai.dialects.Conversation.Role;
import dev.serai.dialects.Conversation.Turn;
import dev.serai.dialects.Part;
import dev.serai.errors.GatewayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a model without chat was trained to see one, as a single text that ends where its answer begins. What marks the turns
 * is broken up in what people wrote: nobody speaks in another's name. Immutable.
 */
enum PromptTemplate {
    /**
     * Granite 13B chat (k).
     *
     * @see <a href="https://www.ibm.com/docs/en/watsonx/saas?topic=solutions-prompting-granite">Granite: prompts</a>
     */
    GRANITE("<|system|>\n", "<|user|>\n", "<|assistant|>\n", "\n", List.of("<|user|>", "<|system|>")),

    /**
     * Llama 3 (k).
     *
     * @see <a href="https://www.llama.com/docs/model-cards-and-prompt-formats/meta-llama-3/">Llama 3: prompt format</a>
     */
    LLAMA_3(
            "<|start_header_id|>system<|end_header_id|>\n\n",
            "<|start_header_id|>user<|end_header_id|>\n\n",
            "<|start_header_id|>assistant<|end_header_id|>\n\n",
            "<|eot_id|>",
            List.of("<|eot_id|>")) {
        @Override
        String prompt(Conversation conversation) {
            return "<|begin_of_text|>" + super.prompt(conversation);
        }
    },

    /** A transcript, which every model has read some of. */
    TRANSCRIPT("", "User:\n", "Assistant:\n", "\n\n", List.of("\nUser:", "\nAssistant:")) {
        @Override
        String harmless(String text) {
            String escaped = text;
            for (String speaker : List.of("User:", "Assistant:")) {
                escaped = escaped.replace("\n" + speaker, "\n " + speaker);
                escaped = escaped.startsWith(speaker) ? " " + escaped : escaped;
            }
            return escaped;
        }
    };

    private final String system;
    private final String user;
    private final String assistant;
    private final String end;
    private final List<String> stop;

    PromptTemplate(String system, String user, String assistant, String end, List<String> stop) {
        this.system = system;
        this.user = user;
        this.assistant = assistant;
        this.end = end;
        this.stop = stop;
    }

    /** The template of a target's model. */
    static PromptTemplate of(ModelTarget target) {
        String id = target.model().toLowerCase(Locale.ROOT);
        return switch (target.facts().family()) {
            case "granite" -> id.contains("instruct") ? TRANSCRIPT : GRANITE;
            case "llama" -> id.contains("llama-2") ? TRANSCRIPT : LLAMA_3;
            default -> TRANSCRIPT;
        };
    }

    /** What the model would write where its turn is over. */
    List<String> stop() {
        return stop;
    }

    /**
     * The prompt.
     *
     * @throws GatewayException 400 if something else than text was said
     */
    String prompt(Conversation conversation) {
        StringBuilder prompt = new StringBuilder();
        if (!conversation.system().isEmpty()) {
            prompt.append(system).append(texts(conversation.system())).append(end);
        }
        for (Turn turn : conversation.turns()) {
            boolean isLast =
                    turn == conversation.turns().get(conversation.turns().size() - 1);
            prompt.append(turn.role() == Role.USER ? user : assistant);
            prompt.append(texts(turn.parts()));
            // An answer that was begun is gone on with.
            prompt.append(isLast && turn.role() == Role.ASSISTANT ? "" : end);
        }
        return prompt.append(conversation.endsWithPrefill() ? "" : assistant).toString();
    }

    /** The text with nothing in it that the model takes for a turn's mark. */
    String harmless(String text) {
        return text.replace("<|", "< |");
    }

    private String texts(List<? extends Part> parts) {
        List<String> texts = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.Text text) {
                texts.add(harmless(text.text()));
            } else {
                throw GatewayException.invalid("unsupported_value", "messages", "This model reads text alone.");
            }
        }
        return String.join("\n\n", texts);
    }
}

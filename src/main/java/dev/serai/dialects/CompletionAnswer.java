package dev.serai.dialects;

import java.util.ArrayList;
import java.util.List;

/**
 * Texts in OpenAI's form. Immutable.
 *
 * @param id OpenAI's for the answer
 * @param created Unix seconds
 * @param model the name that the client asked for
 * @param choices in order: all of the first prompt, then all of the second
 * @param usage only what a provider reported is told
 * @see <a href="https://platform.openai.com/docs/api-reference/completions/object">OpenAI: the completion object</a>
 */
public record CompletionAnswer(String id, long created, String model, List<Choice> choices, Usage usage)
        implements ClientAnswer {

    /**
     * One text.
     *
     * @param finishReason {@code stop}, {@code length} or {@code content_filter}
     */
    public record Choice(String text, String finishReason) {}

    public CompletionAnswer {
        choices = List.copyOf(choices);
    }

    /** One answer of those to a request's prompts, in their order. */
    static CompletionAnswer joined(List<CompletionAnswer> parts) {
        CompletionAnswer first = parts.get(0);
        List<Choice> choices = new ArrayList<>();
        Usage usage = first.usage;
        for (CompletionAnswer part : parts) {
            usage = part == first ? usage : usage.plus(part.usage);
            choices.addAll(part.choices);
        }
        return new CompletionAnswer(first.id, first.created, first.model, choices, usage);
    }

    @Override
    public String finishReason() {
        return choices.get(0).finishReason();
    }

    @Override
    public byte[] body() {
        JsonBytes json = new JsonBytes(512);
        json.raw("{\"id\":").string(id);
        json.raw(",\"object\":\"text_completion\",\"created\":").number(created);
        json.raw(",\"model\":").string(model).raw(",\"choices\":[");
        for (int i = 0; i < choices.size(); i++) {
            Choice choice = choices.get(i);
            json.raw(i == 0 ? "" : ",").raw("{\"text\":").string(choice.text());
            json.raw(",\"index\":").number(i);
            json.raw(",\"logprobs\":null,\"finish_reason\":")
                    .string(choice.finishReason())
                    .raw("}");
        }
        json.raw("]");
        if (usage.reported()) {
            json.raw(",\"usage\":");
            UsageJson.write(usage, json);
        }
        return json.raw("}").toByteArray();
    }
}

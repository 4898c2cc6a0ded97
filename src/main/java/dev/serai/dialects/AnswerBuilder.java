package dev.serai.dialects;

import java.util.ArrayList;
import java.util.List;

/** Collects the choices of an answer into one {@code chat.completion} object. One for each answer, for one thread. */
public final class AnswerBuilder {
    private final String id;
    private final AnswerContext context;
    private final List<ChoiceBuilder> choices = new ArrayList<>(1);

    public AnswerBuilder(String id, AnswerContext context) {
        this.id = id;
        this.context = context;
    }

    /** Where the parts of a choice go: the same form for the same index, which counts from 0. */
    public AnswerForm choice(int index) {
        int place = 0;
        while (place < choices.size() && choices.get(place).index() < index) {
            place++;
        }
        if (place == choices.size() || choices.get(place).index() != index) {
            choices.add(place, new ChoiceBuilder(index));
        }
        return choices.get(place);
    }

    /** The answer; {@code usage} is left out where the provider reported none. */
    public ChatAnswer build(Usage usage) {
        choice(0); // Clients look there first, whatever a provider counts from.
        JsonBytes json = new JsonBytes(
                256 + choices.stream().mapToInt(ChoiceBuilder::size).sum());
        json.raw("{\"id\":").string(id);
        json.raw(",\"object\":\"chat.completion\",\"created\":").number(context.created());
        json.raw(",\"model\":").string(context.model());
        String separator = ",\"choices\":[";
        for (ChoiceBuilder choice : choices) {
            choice.write(json.raw(separator));
            separator = ",";
        }
        json.raw("]");
        if (usage.reported()) {
            json.raw(",\"usage\":");
            UsageJson.write(usage, json);
        }
        return new ChatAnswer(json.raw("}").toByteArray(), usage, choices.get(0).finishReason());
    }
}

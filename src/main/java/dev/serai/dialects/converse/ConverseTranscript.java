package dev.serai.dialects.converse;

import dev.serai.dialects.Conversation;
import dev.serai.dialects.Conversation.Role;
import dev.serai.dialects.Conversation.Turn;
import dev.serai.dialects.Part;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A chat as one text, for the models that Converse takes but can't chat with: Cohere's Command and AI21's Jurassic-2. Who
 * speaks is written before each turn; where a text itself says so, its mark is broken, so that nobody can speak for another.
 * Stateless.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html">Bedrock:
 *     supported models and features</a>
 */
final class ConverseTranscript {
    private static final Pattern NO_CHAT = Pattern.compile("(?:^|[./])(?:cohere\\.command(?:-light)?-text|ai21\\.j2)-");
    private static final Pattern MARK = Pattern.compile("^(User|Chatbot):", Pattern.MULTILINE);

    private ConverseTranscript() {}

    /** Whether Converse takes no chat with this model. */
    static boolean wanted(String model) {
        return (model.contains("-text-") || model.contains(".j2-"))
                && NO_CHAT.matcher(model).find();
    }

    /** One turn of the user's: a chat of one turn stays as it is. */
    static Conversation of(Conversation chat) {
        if (chat.turns().size() == 1) {
            return chat;
        }
        StringBuilder text = new StringBuilder();
        for (Turn turn : chat.turns()) {
            text.append(turn.role() == Role.USER ? "User: " : "Chatbot: ");
            turn.parts().forEach(part -> text.append(unmarked(part)).append('\n'));
        }
        text.append("Chatbot:");
        return new Conversation(chat.system(), List.of(new Turn(Role.USER, List.of(new Part.Text(text.toString())))));
    }

    private static String unmarked(Part part) {
        if (!(part instanceof Part.Text text)) {
            throw new IllegalStateException("a part that the plan should have refused");
        }
        return MARK.matcher(text.text()).replaceAll("$1 :");
    }
}

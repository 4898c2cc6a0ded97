package dev.serai.policies;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Language;
import org.apache.camel.spi.Registry;

/**
 * The expression languages {@code re2} and {@code re2-conversation}: true where their pattern is found in what the user said last,
 * or anywhere in the conversation. RE2's time grows with the text's length alone, and the text has a bound; Simple's {@code regex}
 * may run for ever. Thread-safe.
 *
 * @see <a href="https://github.com/google/re2/wiki/Syntax">RE2: syntax</a>
 */
public final class PatternLanguage implements Language {
    private final String variable;

    private PatternLanguage(String variable) {
        this.variable = variable;
    }

    /** Makes both known by the names under which Camel looks for them. */
    public static void bind(Registry registry) {
        registry.bind("re2-language", Language.class, new PatternLanguage(PolicyVariables.LAST_USER_TEXT));
        registry.bind(
                "re2-conversation-language", Language.class, new PatternLanguage(PolicyVariables.CONVERSATION_TEXT));
    }

    @Override
    public Predicate createPredicate(String expression) {
        return new Found(variable, compiled(expression));
    }

    @Override
    public Expression createExpression(String expression) {
        return new Found(variable, compiled(expression));
    }

    private static Pattern compiled(String expression) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new RuntimeCamelException("re2: " + e.getMessage(), e);
        }
    }

    private record Found(String variable, Pattern pattern) implements Predicate, Expression {
        @Override
        public void init(CamelContext camel) {}

        @Override
        public boolean matches(Exchange exchange) {
            Object text = exchange.getVariable(variable);
            return text != null && pattern.matcher(text.toString()).find();
        }

        @Override
        public <T> T evaluate(Exchange exchange, Class<T> type) {
            return exchange.getContext().getTypeConverter().convertTo(type, exchange, matches(exchange));
        }

        @Override
        public String toString() {
            return variable + " ~ " + pattern.pattern();
        }
    }
}

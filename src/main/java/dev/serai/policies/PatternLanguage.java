package dev.serai.policies;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Language;

/**
 * The expression language {@code re2}: true where its pattern is found in what the user said last. RE2's time grows with the
 * text's length alone, and the text has a bound; Simple's {@code regex} may run for ever. Thread-safe.
 *
 * @see <a href="https://github.com/google/re2/wiki/Syntax">RE2: syntax</a>
 */
public final class PatternLanguage implements Language {
    /** The name under which Camel looks for the language {@code re2}. */
    public static final String BEAN = "re2-language";

    @Override
    public Predicate createPredicate(String expression) {
        return new Found(compiled(expression));
    }

    @Override
    public Expression createExpression(String expression) {
        return new Found(compiled(expression));
    }

    private static Pattern compiled(String expression) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new RuntimeCamelException("re2: " + e.getMessage(), e);
        }
    }

    private record Found(Pattern pattern) implements Predicate, Expression {
        @Override
        public void init(CamelContext camel) {}

        @Override
        public boolean matches(Exchange exchange) {
            String text = exchange.getVariable(PolicyVariables.LAST_USER_TEXT, String.class);
            return text != null && pattern.matcher(text).find();
        }

        @Override
        public <T> T evaluate(Exchange exchange, Class<T> type) {
            return exchange.getContext().getTypeConverter().convertTo(type, exchange, matches(exchange));
        }

        @Override
        public String toString() {
            return "re2{" + pattern.pattern() + "}";
        }
    }
}

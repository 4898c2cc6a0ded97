package dev.serai.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;

/**
 * Refuses, event by event, what has no business in a configuration: explicit tags, deep nesting (composing nodes recurses
 * on the thread's stack), more aliases than anybody writes by hand, a second document. One a document; used by one thread.
 */
final class GuardedParser implements Parser {
    static final int MAX_ALIASES = 50;

    private static final int MAX_DEPTH = 32;

    private final Parser parser;
    private int depth;
    private int aliases;
    private int documents;

    GuardedParser(Parser parser) {
        this.parser = parser;
    }

    /** What was refused, and where. */
    static final class Refused extends MarkedYamlEngineException {
        private static final long serialVersionUID = 1L;

        Refused(String fault, Optional<Mark> mark) {
            super(null, Optional.empty(), fault, mark);
        }
    }

    @Override
    public Event next() {
        Event event = parser.next();
        String fault = fault(event);
        if (fault != null) {
            throw new Refused(fault, event.getStartMark());
        }
        return event;
    }

    @Override
    public boolean hasNext() {
        return parser.hasNext();
    }

    @Override
    public boolean checkEvent(Event.ID id) {
        return parser.checkEvent(id);
    }

    @Override
    public Event peekEvent() {
        return parser.peekEvent();
    }

    private @Nullable String fault(Event event) {
        if (event instanceof CollectionStartEvent start) {
            return ++depth > MAX_DEPTH ? "nests deeper than " + MAX_DEPTH : tagFault(start.getTag());
        }
        if (event instanceof CollectionEndEvent) {
            depth--;
        } else if (event instanceof ScalarEvent scalar) {
            return tagFault(scalar.getTag());
        } else if (event instanceof AliasEvent) {
            return ++aliases > MAX_ALIASES ? "has more than " + MAX_ALIASES + " aliases" : null;
        } else if (event instanceof DocumentStartEvent) {
            return ++documents > 1 ? "a second document begins here" : null;
        }
        return null;
    }

    private static @Nullable String tagFault(Optional<String> tag) {
        return tag.map(written -> "the tag \"" + written + "\" is not allowed: tags have no meaning here")
                .orElse(null);
    }
}

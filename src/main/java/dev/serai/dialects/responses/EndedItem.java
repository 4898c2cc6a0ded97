package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An item that its client has from another stream, whole: it is only repeated in the response. For one thread. */
final class EndedItem extends OutputItem {
    private final ObjectNode item;

    EndedItem(ObjectNode item, int index) {
        super(item.path("id").asText(), index);
        this.item = item;
        end(COMPLETED);
    }

    @Override
    void flush(ResponseEvents events) {
        // The client has all of it.
    }

    @Override
    void closeParts(ResponseEvents events) {
        // The client has all of it.
    }

    @Override
    boolean whole() {
        return true;
    }

    @Override
    ObjectNode blank() {
        return item;
    }

    @Override
    ObjectNode json() {
        return item;
    }
}

package dev.serai.fakes;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads HTTP/1.1 requests off one connection. Used by one thread. */
final class RequestReader {
    private final InputStream in;

    RequestReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** Waits for the first byte of a further request; false if the peer closed the connection instead. */
    boolean awaitNext() throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            return false;
        }
        in.reset();
        return true;
    }

    ReceivedCall read() throws IOException {
        String[] requestLine = line().split(" ");
        if (requestLine.length != 3) {
            throw new ProtocolException("not a request line: " + String.join(" ", requestLine));
        }
        List<ReceivedCall.Header> headers = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new ProtocolException("not a header: " + line);
            }
            headers.add(new ReceivedCall.Header(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return new ReceivedCall(requestLine[0], requestLine[1], headers, body(headers));
    }

    private byte[] body(List<ReceivedCall.Header> headers) throws IOException {
        if (value(headers, "Transfer-Encoding").equalsIgnoreCase("chunked")) {
            return chunks();
        }
        String length = value(headers, "Content-Length");
        return length.isEmpty() ? new byte[0] : exactly(Integer.parseInt(length));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.writeBytes(exactly(size));
            line();
        }
        while (!line().isEmpty()) {
            // trailers mean nothing here
        }
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line().split(";")[0].strip(), 16);
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the body ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended within a head");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private static String value(List<ReceivedCall.Header> headers, String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(ReceivedCall.Header::value)
                .findFirst()
                .orElse("");
    }
}

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Keeps so many streams running, and prints the percentiles of the time to their first byte and of their chunks' delay in
 * milliseconds, and the CPU that the process under test spent on a chunk. All on one event loop.
 */
final class StreamLoad {
    private static final long SETTLE_MILLIS = 2500;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client;
    private final String model;
    private final Samples firstBytes = new Samples();
    private final Samples delays = new Samples();
    private boolean measuring;
    private long failures;

    private StreamLoad(int port, String model, int streams) {
        this.model = model;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(port)
                .setMaxPoolSize(streams)
                .setTcpNoDelay(true));
    }

    /** port, model, streams, seconds, process id or "-" */
    public static void main(String[] arguments) {
        int streams = Integer.parseInt(arguments[2]);
        StreamLoad load = new StreamLoad(Integer.parseInt(arguments[0]), arguments[1], streams);
        load.vertx.runOnContext(start -> load.run(streams, Long.parseLong(arguments[3]), arguments[4]));
    }

    private void run(int streams, long seconds, String process) {
        for (int i = 0; i < streams; i++) {
            // Spread over a stream's length, as streams of many clients are.
            vertx.setTimer(1 + i * 1000L / streams, timer -> stream());
        }
        vertx.setTimer(SETTLE_MILLIS, begin -> {
            measuring = true;
            double before = cpuMicros(process);
            vertx.setTimer(TimeUnit.SECONDS.toMillis(seconds), end -> {
                report(cpuMicros(process) - before);
                System.exit(failures == 0 && delays.size > 0 ? 0 : 1);
            });
        });
    }

    private void stream() {
        long[] begun = {0};
        client.request(HttpMethod.POST, "/v1/chat/completions")
                .compose(request -> {
                    begun[0] = System.nanoTime();
                    return request.putHeader("Content-Type", "application/json")
                            .send("{\"model\":\"" + model + "\",\"stream\":true,"
                                    + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
                })
                .onSuccess(response -> read(response, begun[0]))
                .onFailure(this::failed);
    }

    private void read(HttpClientResponse response, long begun) {
        if (response.statusCode() != 200) {
            failed(new IOException("status " + response.statusCode()));
            return;
        }
        response.handler(new Chunks(begun));
        response.exceptionHandler(this::failed);
        response.endHandler(end -> stream());
    }

    private void failed(Throwable failure) {
        if (failures++ == 0) {
            failure.printStackTrace();
        }
        vertx.setTimer(100, timer -> stream());
    }

    /** One stream: each of its chunks has its time between two at signs, which may come with two reads. */
    private final class Chunks implements Handler<Buffer> {
        private final long begun;
        private boolean first = true;
        private boolean inside;
        private long written;

        Chunks(long begun) {
            this.begun = begun;
        }

        @Override
        public void handle(Buffer bytes) {
            long now = System.nanoTime();
            if (first && measuring) {
                firstBytes.add(now - begun);
            }
            first = false;
            for (int at = 0; at < bytes.length(); at++) {
                byte next = bytes.getByte(at);
                if (next == '@') {
                    if (inside && measuring) {
                        delays.add(now - written);
                    }
                    inside = !inside;
                    written = 0;
                } else if (inside) {
                    written = written * 10 + next - '0';
                }
            }
        }
    }

    private void report(double cpuMicros) {
        System.out.printf("ttfb_p50 %.2f%nttfb_p99 %.2f%n", firstBytes.millis(0.5), firstBytes.millis(0.99));
        System.out.printf("delay_p50 %.2f%ndelay_p99 %.2f%n", delays.millis(0.5), delays.millis(0.99));
        System.out.printf("cpu %.1f%nchunks %d%n", cpuMicros / delays.size, delays.size);
    }

    private static double cpuMicros(String process) {
        if (process.equals("-")) {
            return 0;
        }
        try {
            String[] fields = Files.readString(Path.of("/proc", process, "stat")).split(" ");
            // 100 ticks a second, on every Linux that runs a JVM of today.
            return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) * 10_000.0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A growing array of nanoseconds. */
    private static final class Samples {
        private long[] values = new long[1 << 16];
        private int size;

        void add(long value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        double millis(double quantile) {
            long[] sorted = Arrays.copyOf(values, size);
            Arrays.sort(sorted);
            return sorted[(int) (quantile * (size - 1))] / 1e6;
        }
    }
}

package dev.serai.limits;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one connection to Redis. While there is none, whatever is asked over it fails at once. Thread-safe but for {@link #connect}. */
final class RedisConnection implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final int MOST_WAITING = 10_000;

    private final ClientResources resources;
    private final RedisClient client;
    private final RedisAddress address;
    private @Nullable CompletableFuture<StatefulRedisConnection<String, String>> connecting;
    private volatile @Nullable StatefulRedisConnection<String, String> connection;

    /** @param again how long it waits before it connects again */
    RedisConnection(RedisAddress address, Duration again) {
        this.address = address;
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .reconnectDelay(Delay.constant(again))
                .build();
        this.client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_WAITING)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT)
                        .keepAlive(true)
                        .build())
                .build());
    }

    /** Connects, unless that is done or under way. One thread alone calls it. */
    CompletableFuture<?> connect() {
        CompletableFuture<StatefulRedisConnection<String, String>> underWay = connecting;
        if (underWay == null || underWay.isCompletedExceptionally()) {
            underWay = client.connectAsync(StringCodec.UTF8, address.uri())
                    .toCompletableFuture()
                    .thenApply(connected -> {
                        connection = connected;
                        return connected;
                    });
            connecting = underWay;
        }
        return underWay;
    }

    boolean isOpen() {
        StatefulRedisConnection<String, String> there = connection;
        return there != null && there.isOpen();
    }

    /** Gives a connection up that is there, but of no use. Called by the thread that connects. */
    void disconnect() {
        StatefulRedisConnection<String, String> useless = connection;
        if (useless != null) {
            connection = null;
            connecting = null;
            useless.closeAsync();
        }
    }

    /** Tells of a connection that is lost: what comes after it may be another Redis. */
    void whenLost(Runnable lost) {
        client.addListener(new RedisConnectionStateAdapter() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> ended) {
                lost.run();
            }
        });
    }

    /** @throws IllegalStateException where it has never been there, or was given up */
    RedisAsyncCommands<String, String> commands() {
        StatefulRedisConnection<String, String> there = connection;
        if (there == null) {
            throw new IllegalStateException("Redis is not connected");
        }
        return there.async();
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        resources.shutdown(0, 1, TimeUnit.SECONDS);
    }
}

package dev.serai.auth;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Addresses: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or a single one. An IPv4 address in IPv6 clothes is an IPv4 address.
 * Immutable.
 */
public final class IpRange {
    private static final int MAPPED = 12;

    /** No address at all. */
    private static final IpRange NOWHERE = new IpRange("nowhere", new byte[0], 0);

    private final String text;
    private final byte[] network;
    private final int bits;

    private IpRange(String text, byte[] network, int bits) {
        this.text = text;
        this.network = network;
        this.bits = bits;
    }

    /** Null where the text is no range. */
    public static @Nullable IpRange of(String text) {
        int slash = text.indexOf('/');
        byte[] network = bytes(slash < 0 ? text : text.substring(0, slash));
        if (network == null) {
            return null;
        }
        int bits = slash < 0 ? network.length * 8 : number(text.substring(slash + 1));
        return bits < 0 || bits > network.length * 8 ? null : new IpRange(text, network, bits);
    }

    /** The one that {@link #toString} wrote, also where it has no address at all; null: it wrote none. */
    static @Nullable IpRange written(String text) {
        return text.equals(NOWHERE.text) ? NOWHERE : of(text);
    }

    /** Whether an address, as a text, is one of them. */
    public boolean contains(String address) {
        byte[] bytes = bytes(address);
        return bytes != null && contains(bytes);
    }

    private boolean contains(byte[] bytes) {
        if (bytes.length != network.length) {
            return false;
        }
        int whole = bits / 8;
        int rest = bits % 8;
        return Arrays.equals(bytes, 0, whole, network, 0, whole)
                && (rest == 0 || (bytes[whole] ^ network[whole]) >> (8 - rest) == 0);
    }

    /** Whether another range has every address of this one. */
    boolean within(IpRange other) {
        return bits >= other.bits && other.contains(network);
    }

    /** The addresses that both have, of which none are all: where they have none in common, none is left. */
    static List<IpRange> heldTo(List<IpRange> own, List<IpRange> most) {
        if (own.isEmpty() || most.isEmpty()) {
            return own.isEmpty() ? most : own;
        }
        List<IpRange> both = own.stream()
                .flatMap(range -> most.stream().anyMatch(range::within)
                        ? Stream.of(range)
                        : most.stream().filter(part -> part.within(range)))
                .toList();
        return both.isEmpty() ? List.of(NOWHERE) : both;
    }

    /** What one holder of an address has: the address, of IPv6 the 64 bits of its network; what is no address is as it is. */
    static String holder(String address) {
        byte[] bytes = bytes(address);
        return bytes == null || bytes.length < 16 ? address : HexFormat.of().formatHex(bytes, 0, 8) + "/64";
    }

    /** Numbers alone: a name would be asked for in the DNS. */
    private static byte @Nullable [] bytes(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes != null && bytes.length == 16 && isMapped(bytes)) {
            return Arrays.copyOfRange(bytes, MAPPED, 16);
        }
        return bytes;
    }

    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == -1 && bytes[11] == -1;
    }

    private static int number(String text) {
        if (text.isEmpty() || text.length() > 3 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Integer.parseInt(text);
    }

    @Override
    public String toString() {
        return text;
    }
}

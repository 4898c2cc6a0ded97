package dev.serai.fakes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A JWT in the making (RFC 7515, 7518), by the JDK's own means, so that what proves it is not what made it; and so that it can be
 * made wrong. Used by one thread.
 */
public final class SignedToken {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int COORDINATE = 32;

    private final Map<String, Object> header = new LinkedHashMap<>();
    private final Map<String, Object> claims = new LinkedHashMap<>();

    public SignedToken header(String name, Object value) {
        header.put(name, value);
        return this;
    }

    public SignedToken claim(String name, Object value) {
        claims.put(name, value);
        return this;
    }

    public SignedToken without(String claim) {
        claims.remove(claim);
        return this;
    }

    /** @param algorithm {@code RS256}, {@code PS256} or {@code ES256} */
    public String sign(String algorithm, KeyPair key) {
        String content = content(algorithm);
        try {
            Signature signature =
                    switch (algorithm) {
                        case "RS256" -> Signature.getInstance("SHA256withRSA");
                        case "ES256" -> Signature.getInstance("SHA256withECDSAinP1363Format");
                        case "PS256" -> Signature.getInstance("RSASSA-PSS");
                        default -> throw new IllegalArgumentException(algorithm);
                    };
            if (algorithm.equals("PS256")) {
                signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            }
            signature.initSign(key.getPrivate());
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Under a secret. */
    public String signHs256(byte[] secret) {
        String content = content("HS256");
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return content + "." + BASE64.encodeToString(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With any bytes for a signature. */
    public String with(String algorithm, byte[] signature) {
        return content(algorithm) + "." + BASE64.encodeToString(signature);
    }

    private String content(String algorithm) {
        header.put("alg", algorithm);
        try {
            return BASE64.encodeToString(JSON.writeValueAsBytes(header)) + "."
                    + BASE64.encodeToString(JSON.writeValueAsBytes(claims));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One of 2048 bits is none of those that were given last, see {@link RsaKeys}; others are new. */
    public static KeyPair rsa(int bits) {
        return bits == 2048 ? RsaKeys.next() : RsaKeys.made(bits);
    }

    /** On P-256. */
    public static KeyPair ec() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A public key as RFC 7518, 6 writes it. */
    public static ObjectNode jwk(String id, PublicKey key) {
        ObjectNode jwk = JsonNodeFactory.instance.objectNode().put("kid", id).put("use", "sig");
        if (key instanceof RSAPublicKey rsa) {
            return jwk.put("kty", "RSA")
                    .put("n", text(rsa.getModulus(), (rsa.getModulus().bitLength() + 7) / 8))
                    .put("e", text(rsa.getPublicExponent(), 3));
        }
        ECPublicKey ec = (ECPublicKey) key;
        return jwk.put("kty", "EC")
                .put("crv", "P-256")
                .put("x", text(ec.getW().getAffineX(), COORDINATE))
                .put("y", text(ec.getW().getAffineY(), COORDINATE));
    }

    private static String text(BigInteger number, int length) {
        byte[] signed = number.toByteArray();
        byte[] bytes = new byte[length];
        int kept = Math.min(length, signed.length);
        System.arraycopy(signed, signed.length - kept, bytes, length - kept, kept);
        return BASE64.encodeToString(bytes);
    }
}

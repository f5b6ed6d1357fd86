import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.security.KeyStore;
import java.security.Security;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.ua.DSTU4145Params;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.Mac;
import org.bouncycastle.crypto.digests.DSTU7564Digest;
import org.bouncycastle.crypto.digests.GOST3411Digest;
import org.bouncycastle.crypto.engines.DSTU7624Engine;
import org.bouncycastle.crypto.engines.GOST28147Engine;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.macs.DSTU7564Mac;
import org.bouncycastle.crypto.macs.GOST28147Mac;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.modes.CFBBlockCipher;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.crypto.params.ParametersWithSBox;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.math.ec.ECPoint;

/**
 * A second opinion on the envelopes and key containers that prro writes, by BouncyCastle and Java themselves.
 *
 * One check per line on standard input, words separated by tabs; one line of answer each, "OK ..." or "BAD ...".
 * Private numbers are answered in hexadecimal: the keys are throw-away ones of the tests.
 */
public final class ContainerJudge {
    private static final String UA = "1.2.804.2.1.1.1.";
    private static final String SHROUDED_BAG = "1.2.840.113549.1.12.10.1.2";
    private static final byte[] SBOX = expanded(DSTU4145Params.getDefaultDKE());
    private static final byte[] GOST_WRAP_IV = bytes("4adda22c79e82105");
    private static final byte[] KALYNA_WRAP_IV =
        bytes("6973271d6e611d06616715046c65504c2020004f6d68011f65610c0c73734714");

    interface Check {
        String run(String[] words) throws Exception;
    }

    static final class Refused extends Exception {
        Refused(String reason) {
            super(reason);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("envelope", ContainerJudge::envelope);
        checks.put("key6", ContainerJudge::key6);
        checks.put("pfx", ContainerJudge::pfx);
        checks.put("jks", ContainerJudge::jks);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] words = line.split("\t");
            String answer;
            try {
                answer = "OK " + checks.get(words[0]).run(words);
            } catch (Exception error) {
                answer = "BAD " + error.getClass().getSimpleName() + " " + error.getMessage();
            }
            System.out.println(answer);
        }
    }

    /** envelope, message, private number of the recipient, certificate of the sender or "-": the content. */
    private static String envelope(String[] words) throws Exception {
        ASN1Sequence message = ASN1Sequence.getInstance(read(words[1]));
        ASN1Sequence body = ASN1Sequence.getInstance(tagged(message, 1).getBaseObject());
        ASN1TaggedObject choice = ASN1TaggedObject.getInstance(ASN1Set.getInstance(body.getObjectAt(1)).getObjectAt(0));
        ASN1Sequence info = ASN1Sequence.getInstance(choice, false);
        boolean hasUkm = info.size() == 5;
        SubjectPublicKeyInfo sender = words[3].equals("-")
            ? SubjectPublicKeyInfo.getInstance(ASN1Sequence.getInstance(
                ASN1TaggedObject.getInstance(tagged(info, 1).getBaseObject()), false))
            : Certificate.getInstance(read(words[3])).getSubjectPublicKeyInfo();
        ECPublicKeyParameters key = (ECPublicKeyParameters) PublicKeyFactory.createKey(sender);
        BigInteger n = key.getParameters().getN();
        // Explicit parameters carry no cofactor and BouncyCastle takes one; the standard has 4 for a = 0, else 2.
        BigInteger cofactor = BigInteger.valueOf(key.getParameters().getCurve().getA().isZero() ? 4 : 2);
        BigInteger scalar = new BigInteger(words[2], 16).multiply(cofactor).mod(n);
        ECPoint shared = key.getQ().multiply(scalar).normalize();
        byte[] zz = shared.getAffineXCoord().toBigInteger().toByteArray();
        zz = zz[0] == 0 ? Arrays.copyOfRange(zz, 1, zz.length) : zz;
        ASN1Sequence agreement = ASN1Sequence.getInstance(info.getObjectAt(hasUkm ? 3 : 2));
        String kdf = agreement.getObjectAt(0).toString();
        boolean gost = kdf.equals(UA + "1.3.4");
        require(gost || kdf.equals(UA + "1.3.7"), "key agreement " + kdf);
        byte[] counter = {0, 0, 0, 1};
        byte[] bits = {0, 0, 1, 0};
        DERTaggedObject length = new DERTaggedObject(true, 2, new DEROctetString(bits));
        ASN1Encodable wrap = agreement.getObjectAt(1);
        DERSequence shareInfo = hasUkm
            ? new DERSequence(new ASN1Encodable[] {wrap,
                new DERTaggedObject(true, 0, ASN1OctetString.getInstance(tagged(info, 2).getBaseObject())), length})
            : new DERSequence(new ASN1Encodable[] {wrap, length});
        byte[] kek = hash(gost, join(zz, counter, shareInfo.getEncoded("DER")));
        ASN1Sequence entries = ASN1Sequence.getInstance(info.getObjectAt(info.size() - 1));
        byte[] wrapped = octets(ASN1Sequence.getInstance(entries.getObjectAt(0)).getObjectAt(1));
        byte[] cek = unwrap(gost, kek, wrapped);
        ASN1Sequence content = ASN1Sequence.getInstance(body.getObjectAt(2));
        ASN1Sequence cipher = ASN1Sequence.getInstance(content.getObjectAt(1));
        require(cipher.getObjectAt(0).toString().equals(UA + (gost ? "1.1.1.3" : "1.1.3.3.2")), "content cipher");
        byte[] iv = octets(ASN1Sequence.getInstance(cipher.getObjectAt(1)).getObjectAt(0));
        byte[] sealed = ASN1OctetString.getInstance(tagged(content, 2), false).getOctets();
        return hex(gost ? gostCfb(cek, iv, sealed) : kalynaCfb(cek, iv, sealed));
    }

    private static byte[] unwrap(boolean gost, byte[] kek, byte[] wrapped) throws Exception {
        int size = gost ? 8 : 32;
        byte[] inner = gost ? gostCfb(kek, GOST_WRAP_IV, wrapped) : kalynaCfb(kek, KALYNA_WRAP_IV, wrapped);
        inner = reversed(inner);
        byte[] iv = Arrays.copyOf(inner, size);
        byte[] rest = Arrays.copyOfRange(inner, size, inner.length);
        byte[] opened = gost ? gostCfb(kek, iv, rest) : kalynaCfb(kek, iv, rest);
        byte[] cek = Arrays.copyOf(opened, 32);
        byte[] mac = Arrays.copyOfRange(opened, 32, opened.length);
        require(Arrays.equals(mac, gost ? gostMac(kek, cek) : kalynaMac(kek, cek)), "the MAC of the wrapped key");
        return cek;
    }

    /** key6, file, password: the first private number. */
    private static String key6(String[] words) throws Exception {
        ASN1Sequence outer = ASN1Sequence.getInstance(read(words[1]));
        ASN1Sequence parameters = ASN1Sequence.getInstance(ASN1Sequence.getInstance(outer.getObjectAt(0)).getObjectAt(1));
        byte[] key = words[2].getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 10000; i++) {
            key = hash(true, key);
        }
        byte[] data = octets(outer.getObjectAt(1));
        byte[] sealed = join(data, octets(parameters.getObjectAt(1)));
        GOST28147Engine engine = new GOST28147Engine();
        engine.init(false, gostKey(key));
        byte[] plain = new byte[sealed.length];
        for (int i = 0; i < sealed.length; i += 8) {
            engine.processBlock(sealed, i, plain, i);
        }
        plain = Arrays.copyOf(plain, data.length);
        require(Arrays.equals(gostMac(key, plain), octets(parameters.getObjectAt(0))), "the MAC of Key-6.dat");
        return number(plain);
    }

    /** pfx, file, password: the private numbers, separated by spaces. */
    private static String pfx(String[] words) throws Exception {
        ASN1Sequence outer = ASN1Sequence.getInstance(read(words[1]));
        byte[] safe = octets(tagged(ASN1Sequence.getInstance(outer.getObjectAt(1)), 1).getBaseObject());
        ASN1Sequence mac = ASN1Sequence.getInstance(outer.getObjectAt(2));
        PKCS12ParametersGenerator generator = new PKCS12ParametersGenerator(new GOST3411Digest(SBOX));
        generator.init(PKCS12ParametersGenerator.PKCS12PasswordToBytes(words[2].toCharArray()),
            octets(mac.getObjectAt(1)), ASN1Integer.getInstance(mac.getObjectAt(2)).intValueExact());
        HMac hmac = new HMac(new GOST3411Digest(SBOX));
        hmac.init(generator.generateDerivedMacParameters(256));
        require(Arrays.equals(finish(hmac, safe), octets(ASN1Sequence.getInstance(mac.getObjectAt(0)).getObjectAt(1))),
            "the MAC of the PFX");
        StringBuilder numbers = new StringBuilder();
        for (ASN1Encodable part : ASN1Sequence.getInstance(safe)) {
            byte[] bags = octets(tagged(ASN1Sequence.getInstance(part), 1).getBaseObject());
            for (ASN1Encodable item : ASN1Sequence.getInstance(bags)) {
                ASN1Sequence bag = ASN1Sequence.getInstance(item);
                if (bag.getObjectAt(0).toString().equals(SHROUDED_BAG)) {
                    numbers.append(numbers.length() == 0 ? "" : " ");
                    numbers.append(number(unshroud(ASN1Sequence.getInstance(tagged(bag, 1).getBaseObject()), words[2])));
                }
            }
        }
        return numbers.toString();
    }

    private static byte[] unshroud(ASN1Sequence shrouded, String password) throws Exception {
        ASN1Sequence scheme = ASN1Sequence.getInstance(ASN1Sequence.getInstance(shrouded.getObjectAt(0)).getObjectAt(1));
        ASN1Sequence kdf = ASN1Sequence.getInstance(ASN1Sequence.getInstance(scheme.getObjectAt(0)).getObjectAt(1));
        ASN1Sequence cipher = ASN1Sequence.getInstance(scheme.getObjectAt(1));
        byte[] salt = octets(kdf.getObjectAt(0));
        int rounds = ASN1Integer.getInstance(kdf.getObjectAt(1)).intValueExact();
        byte[] word = password.getBytes(StandardCharsets.UTF_8);
        byte[] iv = octets(ASN1Sequence.getInstance(cipher.getObjectAt(1)).getObjectAt(0));
        byte[] sealed = octets(shrouded.getObjectAt(1));
        if (ASN1Sequence.getInstance(kdf.getObjectAt(kdf.size() - 1)).getObjectAt(0).toString().equals(UA + "1.1.2")) {
            PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new GOST3411Digest(SBOX));
            generator.init(word, salt, rounds);
            byte[] key = ((KeyParameter) generator.generateDerivedParameters(256)).getKey();
            return gostCfb(key, iv, sealed);
        }
        DSTU7564Mac mac = new DSTU7564Mac(256);
        mac.init(new KeyParameter(Arrays.copyOf(word, 32)));
        byte[] block = finish(mac, join(salt, new byte[] {0, 0, 0, 1}));
        byte[] key = block.clone();
        for (int i = 1; i < rounds; i++) {
            block = finish(mac, block);
            for (int j = 0; j < key.length; j++) {
                key[j] ^= block[j];
            }
        }
        BlockCipher cbc = new CBCBlockCipher(new DSTU7624Engine(256));
        cbc.init(false, new ParametersWithIV(new KeyParameter(key), iv));
        byte[] plain = new byte[sealed.length];
        for (int i = 0; i < sealed.length; i += 32) {
            cbc.processBlock(sealed, i, plain, i);
        }
        return Arrays.copyOf(plain, plain.length - plain[plain.length - 1]);
    }

    /** jks, file, password of the store, password of the key, alias: Java's own keystore opens it. */
    private static String jks(String[] words) throws Exception {
        KeyStore store = KeyStore.getInstance("JKS");
        try (FileInputStream input = new FileInputStream(words[1])) {
            store.load(input, words[2].toCharArray());
        }
        byte[] encoded = store.getKey(words[4], words[3].toCharArray()).getEncoded();
        return number(encoded) + " " + (store.getCertificateChain(words[4]) == null
            ? 0 : store.getCertificateChain(words[4]).length);
    }

    private static String number(byte[] pkcs8) {
        byte[] value = octets(ASN1Sequence.getInstance(pkcs8).getObjectAt(2));
        if (value.length > 2 && value[0] == 4 && value[1] == value.length - 2) {
            value = Arrays.copyOfRange(value, 2, value.length);
        }
        return new BigInteger(1, reversed(value)).toString(16);
    }

    private static byte[] hash(boolean gost, byte[] data) {
        byte[] result = new byte[32];
        if (gost) {
            GOST3411Digest digest = new GOST3411Digest(SBOX);
            digest.update(data, 0, data.length);
            digest.doFinal(result, 0);
        } else {
            DSTU7564Digest digest = new DSTU7564Digest(256);
            digest.update(data, 0, data.length);
            digest.doFinal(result, 0);
        }
        return result;
    }

    private static CipherParameters gostKey(byte[] key) {
        return new ParametersWithSBox(new KeyParameter(key), SBOX);
    }

    private static byte[] gostCfb(byte[] key, byte[] iv, byte[] data) {
        CFBBlockCipher cipher = new CFBBlockCipher(new GOST28147Engine(), 64);
        cipher.init(false, new ParametersWithIV(gostKey(key), iv));
        byte[] result = new byte[data.length];
        cipher.processBytes(data, 0, data.length, result, 0);
        return result;
    }

    private static byte[] gostMac(byte[] key, byte[] data) {
        GOST28147Mac mac = new GOST28147Mac();
        mac.init(gostKey(key));
        return finish(mac, data);
    }

    /** CFB with the short last block taking the last bytes of the gamma, as UAPKI has it. */
    private static byte[] kalynaCfb(byte[] key, byte[] iv, byte[] data) {
        byte[] result = new byte[data.length];
        byte[] previous = iv;
        for (int start = 0; start < data.length; start += 32) {
            byte[] gamma = kalyna(key, previous);
            int size = Math.min(32, data.length - start);
            for (int i = 0; i < size; i++) {
                result[start + i] = (byte) (data[start + i] ^ gamma[32 - size + i]);
            }
            previous = Arrays.copyOfRange(data, start, start + 32);
        }
        return result;
    }

    private static byte[] kalynaMac(byte[] key, byte[] block) {
        byte[] mask = kalyna(key, new byte[32]);
        for (int i = 0; i < 32; i++) {
            mask[i] ^= block[i];
        }
        return kalyna(key, mask);
    }

    private static byte[] kalyna(byte[] key, byte[] block) {
        DSTU7624Engine engine = new DSTU7624Engine(256);
        engine.init(true, new KeyParameter(key));
        byte[] result = new byte[32];
        engine.processBlock(block, 0, result, 0);
        return result;
    }

    private static byte[] finish(Mac mac, byte[] data) {
        mac.update(data, 0, data.length);
        byte[] result = new byte[mac.getMacSize()];
        mac.doFinal(result, 0);
        return result;
    }

    private static ASN1TaggedObject tagged(ASN1Sequence holder, int index) {
        return ASN1TaggedObject.getInstance(holder.getObjectAt(index));
    }

    private static byte[] octets(Object value) {
        return ASN1OctetString.getInstance(value).getOctets();
    }

    private static void require(boolean condition, String reason) throws Refused {
        if (!condition) {
            throw new Refused(reason);
        }
    }

    private static byte[] expanded(byte[] packed) {
        byte[] result = new byte[2 * packed.length];
        for (int i = 0; i < packed.length; i++) {
            result[2 * i] = (byte) (packed[i] >> 4 & 15);
            result[2 * i + 1] = (byte) (packed[i] & 15);
        }
        return result;
    }

    private static byte[] reversed(byte[] data) {
        byte[] result = new byte[data.length];
        for (int i = 0; i < data.length; i++) {
            result[i] = data[data.length - 1 - i];
        }
        return result;
    }

    private static byte[] join(byte[]... parts) throws Exception {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            result.write(part);
        }
        return result.toByteArray();
    }

    private static byte[] bytes(String hex) {
        byte[] result = new byte[hex.length() / 2];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        }
        return result;
    }

    private static byte[] read(String name) throws Exception {
        return Files.readAllBytes(Paths.get(name));
    }

    private static String hex(byte[] data) {
        StringBuilder text = new StringBuilder();
        for (byte item : data) {
            text.append(String.format("%02x", item));
        }
        return text.toString();
    }
}

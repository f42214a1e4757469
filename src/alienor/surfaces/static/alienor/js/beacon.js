// Verifies a round of drand in the browser, as `cores/beacon/signatures.py` does on the server: the
// same refusals, under the same codes. Nothing is asked of anybody.
import { bls12_381, sha256 } from "./noble-bls12-381.js";

// The chain that stands in `cores/beacon/chains.py`: its key is here, not what a page would say.
export const QUICKNET = Object.freeze({
  name: "quicknet",
  hash: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
  publicKey:
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c" +
    "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb" +
    "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
});
const TAG = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
const SIGNATURE_BYTES = 48;
const ELSEWHERE = [64, 96]; // bytes in the signatures of drand's other chains

export class BeaconInvalid extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

const bytesOf = (text) => new TextEncoder().encode(text);
const unhex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
const written = (number) => {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setBigUint64(0, BigInt(number));
  return new Uint8Array(bytes.buffer);
};

const signatureBytes = (signature) => {
  if (!/^[0-9A-Fa-f]*$/.test(signature)) throw new BeaconInvalid("not_hexadecimal");
  if (ELSEWHERE.includes(signature.length / 2)) throw new BeaconInvalid("other_chain");
  if (signature.length !== 2 * SIGNATURE_BYTES) throw new BeaconInvalid("signature_length");
  return unhex(signature);
};

// In the group, not its zero, and written in the one way: another way would be another randomness.
const pointOf = (Point, bytes, code) => {
  try {
    const point = Point.fromBytes(bytes);
    point.assertValidity();
    if (!point.is0() && point.toBytes(true).every((byte, at) => byte === bytes[at])) return point;
  } catch {
    // told below
  }
  throw new BeaconInvalid(code);
};

// The randomness of a round (32 bytes), once its signature (hexadecimal) verifies; else it throws.
export const checkRound = (round, signature, chain = QUICKNET) => {
  if (!Number.isSafeInteger(round) || round < 1) throw new BeaconInvalid("round_number");
  const key = pointOf(bls12_381.G2.Point, unhex(chain.publicKey), "public_key");
  const bytes = signatureBytes(signature);
  const point = pointOf(bls12_381.G1.Point, bytes, "not_on_curve");
  const { hash, verify } = bls12_381.shortSignatures;
  if (!verify(point, hash(sha256(written(round)), TAG), key))
    throw new BeaconInvalid("wrong_signature");
  return sha256(bytes);
};

// What a beacon adds to the number that the balls write: rules 2, 3, 4 and 7 of
// `cores/sortition/randomness.py`.
export const beaconShift = (randomness, m) => {
  const label = bytesOf("beacon shift");
  const use = sha256(new Uint8Array([...bytesOf("alienor draw use 1\n"), ...randomness, ...label]));
  const span = 1n << 64n;
  const limit = span - (span % BigInt(m));
  for (let block = 0; ; block += 1) {
    const bytes = sha256(new Uint8Array([...use, ...written(block)]));
    const stream = new DataView(bytes.buffer, bytes.byteOffset);
    for (let at = 0; at < 32; at += 8) {
      const number = stream.getBigUint64(at);
      if (number < limit) return Number(number % BigInt(m));
    }
  }
};

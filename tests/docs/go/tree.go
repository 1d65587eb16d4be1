package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

func hash(parts ...[]byte) []byte {
	made := sha256.Sum256(bytes.Join(parts, nil))
	return made[:]
}

func leafHash(entry []byte) []byte { return hash([]byte{0}, entry) }

func nodeHash(left, right []byte) []byte { return hash([]byte{1}, left, right) }

// included says whether a leaf is at its place of a tree (RFC 9162, 2.1.3.2).
func included(leaf []byte, place, size int64, proof [][]byte, root []byte) bool {
	if place >= size {
		return false
	}
	node, last, made := place, size-1, leaf
	for _, beside := range proof {
		if last == 0 {
			return false
		}
		if node&1 == 1 || node == last {
			made = nodeHash(beside, made)
			for node&1 == 0 && node != 0 {
				node, last = node>>1, last>>1
			}
		} else {
			made = nodeHash(made, beside)
		}
		node, last = node>>1, last>>1
	}
	return last == 0 && bytes.Equal(made, root)
}

// grown says whether a tree begins with a smaller one (RFC 9162, 2.1.4.2).
func grown(before, size int64, proof [][]byte, earlier, root []byte) bool {
	if before >= size || before == 0 || len(proof) == 0 {
		return before == size && len(proof) == 0 && bytes.Equal(earlier, root)
	}
	if bits.OnesCount64(uint64(before)) == 1 {
		proof = append([][]byte{earlier}, proof...)
	}
	node, last := before-1, size-1
	for node&1 == 1 {
		node, last = node>>1, last>>1
	}
	old, made := proof[0], proof[0]
	for _, beside := range proof[1:] {
		if last == 0 {
			return false
		}
		if node&1 == 1 || node == last {
			old, made = nodeHash(beside, old), nodeHash(beside, made)
			for node&1 == 0 && node != 0 {
				node, last = node>>1, last>>1
			}
		} else {
			made = nodeHash(made, beside)
		}
		node, last = node>>1, last>>1
	}
	return last == 0 && bytes.Equal(old, earlier) && bytes.Equal(made, root)
}

// indexed computes the root of the index of streams from the path to one stream.
func indexed(stream string, versions int64, leaf []byte, proof [][]byte) []byte {
	key := hash([]byte(stream))
	number := binary.BigEndian.AppendUint64(nil, uint64(versions))
	made := hash([]byte{2}, key, number, leaf)
	for at, beside := range proof {
		bit := len(proof) - 1 - at
		if key[bit/8]>>(7-bit%8)&1 == 0 {
			made = hash([]byte{3}, made, beside)
		} else {
			made = hash([]byte{3}, beside, made)
		}
	}
	return made
}

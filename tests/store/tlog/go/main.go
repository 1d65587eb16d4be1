// Answers questions about notes, proofs and tiles with the Go implementation, one JSON object a line each way.
package main

import (
	"bufio"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height      = 8
	cosignature = 4
)

type question struct {
	Op          string
	Name        string
	Note        []byte
	Text        string
	Keys        []string
	Time        uint64
	Leaves      [][]byte
	Inclusion   [][2]int64
	Consistency [][2]int64
	Proof       [][]byte
	Old, New    int64
	OldRoot     []byte
	NewRoot     []byte
	Index       int64
	Leaf        []byte
	Tiles       map[string][]byte
	Path        string
}

type answer struct {
	Fault       string            `json:"fault"`
	Text        string            `json:"text"`
	Names       []string          `json:"names"`
	Note        []byte            `json:"note"`
	Secret      string            `json:"secret"`
	Public      string            `json:"public"`
	Roots       [][]byte          `json:"roots"`
	Inclusion   [][][]byte        `json:"inclusion"`
	Consistency [][][]byte        `json:"consistency"`
	Tiles       map[string][]byte `json:"tiles"`
	Place       []int64           `json:"place"`
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	decoder := json.NewDecoder(in)
	for decoder.More() {
		var asked question
		if err := decoder.Decode(&asked); err != nil {
			log.Fatal(err)
		}
		made, err := reply(&asked)
		if err != nil {
			made = &answer{Fault: err.Error()}
		}
		if err := out.Encode(made); err != nil {
			log.Fatal(err)
		}
	}
}

func reply(asked *question) (*answer, error) {
	switch asked.Op {
	case "generate":
		secret, public, err := note.GenerateKey(rand.Reader, asked.Name)
		return &answer{Secret: secret, Public: public}, err
	case "sign":
		return sign(asked)
	case "open":
		return open(asked)
	case "tree":
		return prove(asked)
	case "inclusion":
		err := tlog.CheckRecord(hashes(asked.Proof), asked.New, hash(asked.NewRoot), asked.Index, hash(asked.Leaf))
		return &answer{}, err
	case "consistency":
		err := tlog.CheckTree(hashes(asked.Proof), asked.New, hash(asked.NewRoot), asked.Old, hash(asked.OldRoot))
		return &answer{}, err
	case "tiles":
		return newTiles(asked)
	case "from tiles":
		return proveFromTiles(asked)
	case "path":
		tile, err := tlog.ParseTilePath(strings.Replace(asked.Path, "tile/", "tile/8/", 1))
		return &answer{Place: []int64{int64(tile.L), tile.N, int64(tile.W)}}, err
	}
	return nil, errors.New("no such question")
}

// cosigner is a witness's key, public or private: C2SP tlog-cosignature, which package note leaves to its users.
type cosigner struct {
	name string
	id   uint32
	key  []byte
	time uint64
}

func newCosigner(key string, private bool) (*cosigner, error) {
	parts := strings.SplitN(key, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("malformed key")
	}
	data, err := base64.StdEncoding.Strict().DecodeString(parts[2])
	if err != nil || len(data) != 33 || data[0] != cosignature {
		return nil, errors.New("not the key of a cosigner")
	}
	made := &cosigner{name: parts[0], key: data[1:]}
	public := data[1:]
	if private {
		made.key = ed25519.NewKeyFromSeed(data[1:])
		public = made.key[32:]
	}
	sum := sha256.Sum256([]byte(made.name + "\n\x04" + string(public)))
	made.id = binary.BigEndian.Uint32(sum[:])
	if fmt.Sprintf("%08x", made.id) != parts[1] {
		return nil, errors.New("the id is not this key's")
	}
	return made, nil
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.id }

func message(time uint64, text []byte) []byte {
	return append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", time)), text...)
}

func (c *cosigner) Sign(text []byte) ([]byte, error) {
	signature := ed25519.Sign(c.key, message(c.time, text))
	return append(binary.BigEndian.AppendUint64(nil, c.time), signature...), nil
}

func (c *cosigner) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	return ed25519.Verify(c.key, message(binary.BigEndian.Uint64(signature), text), signature[8:])
}

func sign(asked *question) (*answer, error) {
	var signers []note.Signer
	for _, key := range asked.Keys {
		signer, err := note.NewSigner(key)
		if err != nil {
			witness, failed := newCosigner(strings.TrimPrefix(key, "PRIVATE+KEY+"), true)
			if failed != nil {
				return nil, errors.Join(err, failed)
			}
			witness.time, signer = asked.Time, witness
		}
		signers = append(signers, signer)
	}
	made, err := note.Sign(&note.Note{Text: asked.Text}, signers...)
	return &answer{Note: made}, err
}

func open(asked *question) (*answer, error) {
	var known []note.Verifier
	for _, key := range asked.Keys {
		verifier, err := note.NewVerifier(key)
		if err != nil {
			witness, failed := newCosigner(key, false)
			if failed != nil {
				return nil, errors.Join(err, failed)
			}
			verifier = witness
		}
		known = append(known, verifier)
	}
	opened, err := note.Open(asked.Note, note.VerifierList(known...))
	if err != nil {
		return nil, err
	}
	made := &answer{Text: opened.Text}
	for _, each := range opened.Sigs {
		made.Names = append(made.Names, each.Name)
	}
	return made, nil
}

func hash(data []byte) (made tlog.Hash) {
	copy(made[:], data)
	return made
}

func hashes(data [][]byte) (made []tlog.Hash) {
	for _, each := range data {
		made = append(made, hash(each))
	}
	return made
}

func plain(list []tlog.Hash) [][]byte {
	made := [][]byte{}
	for _, each := range list {
		made = append(made, append([]byte{}, each[:]...))
	}
	return made
}

func stored(leaves [][]byte) (tlog.HashReaderFunc, error) {
	var all []tlog.Hash
	read := tlog.HashReaderFunc(func(indexes []int64) (list []tlog.Hash, err error) {
		for _, each := range indexes {
			list = append(list, all[each])
		}
		return list, nil
	})
	for at, leaf := range leaves {
		more, err := tlog.StoredHashes(int64(at), leaf, read)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return read, nil
}

func prove(asked *question) (*answer, error) {
	read, err := stored(asked.Leaves)
	if err != nil {
		return nil, err
	}
	made, err := proofs(asked, read)
	if err != nil {
		return nil, err
	}
	for size := 0; size < len(asked.Leaves); size++ {
		root, err := tlog.TreeHash(int64(size+1), read)
		if err != nil {
			return nil, err
		}
		made.Roots = append(made.Roots, root[:])
	}
	return made, nil
}

func proofs(asked *question, read tlog.HashReader) (*answer, error) {
	made := &answer{}
	for _, each := range asked.Inclusion {
		proof, err := tlog.ProveRecord(each[1], each[0], read)
		if err != nil {
			return nil, err
		}
		made.Inclusion = append(made.Inclusion, plain(proof))
	}
	for _, each := range asked.Consistency {
		proof, err := tlog.ProveTree(each[1], each[0], read)
		if err != nil {
			return nil, err
		}
		made.Consistency = append(made.Consistency, plain(proof))
	}
	return made, nil
}

func place(tile tlog.Tile) string { return strings.Replace(tile.Path(), "tile/8/", "tile/", 1) }

func newTiles(asked *question) (*answer, error) {
	read, err := stored(asked.Leaves)
	if err != nil {
		return nil, err
	}
	made := &answer{Tiles: map[string][]byte{}}
	for _, tile := range tlog.NewTiles(height, asked.Old, int64(len(asked.Leaves))) {
		data, err := tlog.ReadTileData(tile, read)
		if err != nil {
			return nil, err
		}
		made.Tiles[place(tile)] = data
	}
	return made, nil
}

type tiles map[string][]byte

func (t tiles) Height() int                     { return height }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) (data [][]byte, err error) {
	for _, each := range wanted {
		found, ok := t[place(each)]
		if !ok {
			return nil, fmt.Errorf("no %s", place(each))
		}
		data = append(data, found)
	}
	return data, nil
}

func proveFromTiles(asked *question) (*answer, error) {
	tree := tlog.Tree{N: asked.New, Hash: hash(asked.NewRoot)}
	return proofs(asked, tlog.TileHashReader(tree, tiles(asked.Tiles)))
}

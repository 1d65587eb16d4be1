package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

const (
	kindSigner  = 1
	kindWitness = 4
)

// Key is a verifier key (C2SP signed-note): name+id+base64 of kind and key.
type Key struct {
	text, name string
	id         []byte
	public     ed25519.PublicKey
}

// Signature is one line under a note.
type Signature struct {
	name  string
	id    []byte
	bytes []byte
}

// Note is a signed note.
type Note struct {
	text       string
	signatures []Signature
}

// Checkpoint is what the text of a checkpoint says.
type Checkpoint struct {
	origin string
	size   int64
	root   []byte
}

func base64of(text string) ([]byte, bool) {
	made, err := base64.StdEncoding.Strict().DecodeString(text)
	return made, err == nil && base64.StdEncoding.EncodeToString(made) == text
}

// keyOf reads a verifier key of a kind; nil when it is none.
func keyOf(text string, kind byte) *Key {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 || parts[0] == "" || strings.ContainsAny(parts[0], " \n") {
		return nil
	}
	data, good := base64of(parts[2])
	if !good || len(data) != 1+ed25519.PublicKeySize || data[0] != kind {
		return nil
	}
	id := hash([]byte(parts[0]+"\n"), data)[:4]
	if hex.EncodeToString(id) != parts[1] {
		return nil
	}
	return &Key{text, parts[0], id, ed25519.PublicKey(data[1:])}
}

// short is the name by which an entry calls its author.
func (key *Key) short() string {
	return key.name[strings.LastIndex(key.name, "/")+1:] + "+" + hex.EncodeToString(key.id)
}

func (line Signature) by(key *Key) bool { return line.name == key.name && bytes.Equal(line.id, key.id) }

// noteOf reads a note; nil when it is none.
func noteOf(data string) *Note {
	at := strings.LastIndex(data, "\n\n")
	if at < 0 || !strings.HasSuffix(data, "\n") {
		return nil
	}
	note := &Note{text: data[:at+1]}
	for _, line := range strings.Split(strings.TrimSuffix(data[at+2:], "\n"), "\n") {
		parts := strings.Split(line, " ")
		if len(parts) != 3 || parts[0] != "—" || parts[1] == "" {
			return nil
		}
		signed, good := base64of(parts[2])
		if !good || len(signed) < 5 {
			return nil
		}
		note.signatures = append(note.signatures, Signature{parts[1], signed[:4], signed[4:]})
	}
	return note
}

// signedBy says whether a key signed the note, and each line that names the key is valid.
func (note *Note) signedBy(key *Key) bool {
	found := false
	for _, line := range note.signatures {
		if line.by(key) {
			if !ed25519.Verify(key.public, []byte(note.text), line.bytes) {
				return false
			}
			found = true
		}
	}
	return found
}

// cosigned gives the time in seconds at which a witness cosigned, 0 without any, and whether all its lines are valid.
func (note *Note) cosigned(witness *Key) (int64, bool) {
	first := int64(0)
	for _, line := range note.signatures {
		if !line.by(witness) {
			continue
		}
		if len(line.bytes) != 8+ed25519.SignatureSize {
			return 0, false
		}
		at := binary.BigEndian.Uint64(line.bytes)
		message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", at, note.text)
		if at > largest || !ed25519.Verify(witness.public, []byte(message), line.bytes[8:]) {
			return 0, false
		}
		if first == 0 || int64(at) < first {
			first = int64(at)
		}
	}
	return first, true
}

var decimal = regexp.MustCompile(`^(0|[1-9][0-9]{0,15})$`)

// count reads a whole number without zeros in front; -1 when it is none.
func count(text string) int64 {
	if !decimal.MatchString(text) {
		return -1
	}
	made, _ := strconv.ParseInt(text, 10, 64)
	if made > largest {
		return -1
	}
	return made
}

// textLines gives the lines of a text, or nil when it has not exactly so many.
func textLines(text string, wanted int) []string {
	lines := strings.Split(text, "\n")
	if len(lines) != wanted+1 || lines[wanted] != "" {
		return nil
	}
	return lines[:wanted]
}

// tree reads a size and a root; nil when they are none.
func tree(size, root string) *Checkpoint {
	made, good := base64of(root)
	if number := count(size); good && len(made) == 32 && number >= 0 {
		return &Checkpoint{size: number, root: made}
	}
	return nil
}

func checkpointOf(text string) *Checkpoint {
	lines := textLines(text, 3)
	if lines == nil {
		return nil
	}
	made := tree(lines[1], lines[2])
	if made != nil {
		made.origin = lines[0]
	}
	return made
}

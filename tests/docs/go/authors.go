package main

import (
	"crypto/ed25519"
	"encoding/hex"
	"slices"
	"strings"
)

// Writer is a line of a key: who may write, and at which places of the log.
type Writer struct {
	key         *Key
	first, end  int64 // as the line says
	from, until int64 // as they count
	process     string
	types       []string
}

const ever = int64(-1)

// writerOf reads a line of a key; nil when it is none.
func writerOf(line, origin string) *Writer {
	words := strings.Split(line, " ")
	key := keyOf(words[0], kindSigner)
	if key == nil || len(words) < 2 || !strings.HasPrefix(key.name, origin+"/acts/") {
		return nil
	}
	made := &Writer{key: key, first: count(words[1]), end: ever}
	words = words[2:]
	if len(words) > 0 && count(words[0]) >= 0 {
		made.end, words = count(words[0]), words[1:]
	}
	if len(words) > 0 && strings.HasPrefix(words[0], "process=") {
		made.process, words = words[0][len("process="):], words[1:]
	}
	if len(words) > 0 && strings.HasPrefix(words[0], "types=") {
		made.types, words = strings.Split(words[0][len("types="):], ","), words[1:]
	}
	if made.first < 0 || len(words) > 0 {
		return nil
	}
	made.from, made.until = made.first, made.end
	return made
}

// same says whether two lines are of one key from one place on.
func (writer *Writer) same(other *Writer) bool {
	return writer.key.text == other.key.text && writer.first == other.first
}

// delay lets a line that is new in a later entry count from after that entry only.
func (writer *Writer) delay(place int64) {
	writer.from = max(writer.first, place+1)
	if writer.end != ever {
		writer.until = max(writer.end, place+1)
	}
}

// may says whether the key might write at a place; the type is empty where the body is withheld.
func (writer *Writer) may(place int64, kind string) bool {
	if place < writer.from || writer.until != ever && place >= writer.until {
		return false
	}
	admits := func(one string) bool {
		return one == kind || strings.HasSuffix(one, ".") && strings.HasPrefix(kind, one)
	}
	return kind == "" || writer.types == nil || slices.ContainsFunc(writer.types, admits)
}

// waited says whether an entry explains why a version was sealed late.
func (check *Check) waited(row Row) bool {
	_, there := check.late[hex.EncodeToString(leafHash([]byte(row.text("envelope"))))]
	return there
}

// authors checks the entries about who may write: each follows from the one before.
func (check *Check) authors() {
	before, persons, writers, last := "-", []*Key(nil), []*Writer(nil), ever
	for number, row := range check.of("authors") {
		entry := row.text("envelope")
		note := noteOf(entry)
		if note == nil {
			check.find("signature", "authors-unsigned", row.line)
			continue
		}
		made, people, good := check.entry(note, int64(number+1), before, writers, row.number("place"), len(persons) > 0)
		if row.number("place") <= last || !good || !check.signedAt(note, row.number("place")+1) || !byOne(note, persons) {
			check.find("signature", "authors-unsigned", row.line)
		}
		last = row.number("place")
		before, persons, writers = hex.EncodeToString(leafHash([]byte(entry))), people, made
	}
	check.writers = writers
	if len(check.of("authors")) > 0 {
		return
	}
	for _, line := range strings.Split(check.pins.Authors, "\n") {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			if writer := writerOf(line, check.origin); writer != nil {
				check.writers = append(check.writers, writer)
			}
		}
	}
}

func byOne(note *Note, persons []*Key) bool {
	return len(persons) == 0 || slices.ContainsFunc(persons, note.signedBy)
}

// entry reads one entry, and says whether it goes on from the one before.
func (check *Check) entry(
	note *Note, number int64, before string, earlier []*Writer, place int64, named bool,
) ([]*Writer, []*Key, bool) {
	lines := strings.Split(strings.TrimSuffix(note.text, "\n"), "\n")
	if len(lines) < 5 || lines[0] != "casebook/authors/v1" || lines[1] != check.origin {
		return nil, nil, false
	}
	good := count(lines[2]) == number && lines[3] == before
	writers, persons, late := []*Writer{}, []*Key{}, false
	for _, line := range lines[4:] {
		if text, found := strings.CutPrefix(line, "late "); found {
			if !named || !patternHash.MatchString(text) {
				return nil, nil, false
			}
			if _, known := check.late[text]; !known {
				check.late[text] = place
			}
			late = true
			continue
		}
		if text, found := strings.CutPrefix(line, "person "); found {
			key := keyOf(text, kindSigner)
			if late || key == nil || !strings.HasPrefix(key.name, check.origin+"/persons/") {
				return nil, nil, false
			}
			persons = append(persons, key)
			continue
		}
		writer := writerOf(line, check.origin)
		if writer == nil || late || len(persons) > 0 || slices.ContainsFunc(writers, writer.same) {
			return nil, nil, false
		}
		writers = append(writers, writer)
	}
	good = good && goesOn(writers, earlier, place, number == 1)
	if len(persons) > 0 {
		window(writers, earlier, place)
	}
	return writers, persons, good
}

// window lets a line of the command line count for 1,000 places, whatever end it has, unless it ends as it did.
func window(writers, earlier []*Writer, place int64) {
	for _, writer := range writers {
		process := writer.process
		if process == "" {
			process, _, _ = strings.Cut(writer.key.short(), "+")
			process, _, _ = strings.Cut(process, "-")
		}
		at := slices.IndexFunc(earlier, writer.same)
		same := at >= 0 && writer.end != ever && earlier[at].end == writer.end
		if process == "cli" && !same && (writer.until == ever || writer.until > place+1000) {
			writer.until = place + 1000
		}
	}
}

// goesOn says whether the lines of keys admit no more than the entry's place allows, and lose none of the earlier ones.
func goesOn(writers, earlier []*Writer, place int64, first bool) bool {
	smallest := int64(largest)
	for _, writer := range writers {
		smallest = min(smallest, writer.first)
		at := slices.IndexFunc(earlier, writer.same)
		if at < 0 {
			if !first {
				writer.delay(place)
			}
			continue
		}
		old := earlier[at]
		if old.process != writer.process || !slices.Equal(old.types, writer.types) {
			return false
		}
		if writer.end != old.end && old.end != ever && (writer.end == ever || max(writer.end, place) >= old.end) {
			return false
		}
		if writer.from, writer.until = old.from, old.until; writer.end != old.end {
			writer.until = max(writer.end, place+1)
		}
	}
	for _, old := range earlier {
		if !slices.ContainsFunc(writers, old.same) {
			return false
		}
	}
	return !first || smallest <= place+1
}

// authored checks that a process wrote the entry that might write at its place.
func (check *Check) authored(row Row, kind string) {
	if row.has("author") != row.has("signature") {
		check.find("authority", "author", row.line)
		return
	}
	place, from := row.number("place"), int64(largest)
	for _, writer := range check.writers {
		from = min(from, writer.from)
	}
	if place < from {
		return
	}
	message := append([]byte("casebook/act/v1\n"), leafHash([]byte(row.text("envelope")))...)
	signature, _ := base64of(row.text("signature"))
	for _, writer := range check.writers {
		if writer.key.short() == row.text("author") && writer.may(place, kind) && len(signature) == ed25519.SignatureSize &&
			ed25519.Verify(writer.key.public, message, signature) {
			return
		}
	}
	check.find("authority", "author", row.line)
}

package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

var classes = []string{
	"format", "signature", "consistency", "inclusion", "order", "content", "authority", "time", "texts",
}

// unchecked is what the pages say and this program leaves out.
var unchecked = []string{
	"packs of version 2",
	"authority: that the rows of the registry admit the act, and that the process carries acts of the actor",
	"files that the reader has",
}

// Finding is something that does not hold.
type Finding struct {
	Class string `json:"class"`
	Code  string `json:"code"`
	Line  int    `json:"line"`
}

// Report is what is said of a pack.
type Report struct {
	Exit      int       `json:"exit"`
	Findings  []Finding `json:"findings"`
	Lacking   []string  `json:"lacking"`
	Unchecked []string  `json:"unchecked"`
	Open      bool      `json:"open"` // whether signatures of people cannot be judged
}

// Sealed is a checkpoint of the pack, with the time in seconds of its first cosignature, or 0.
type Sealed struct {
	*Checkpoint
	row      Row
	cosigned int64
}

// Check is one examination of a pack.
type Check struct {
	Report
	pins        Pins
	rules       *Rules
	signs       *Signs
	rows        []Row
	registry    []Row
	parts       []*Part
	origin      string
	size        int64
	before      []byte
	witnesses   []*Key
	keys        []*Key
	successions []*Succession
	sealed      []*Sealed
	writers     []*Writer
	late        map[string]int64
	cut         bool
}

func verify(data []byte, pins Pins, rules *Rules, signs *Signs, files map[string][]byte) Report {
	pins.Key, pins.PromiseKey = strings.TrimSpace(pins.Key), strings.TrimSpace(pins.PromiseKey)
	check := &Check{pins: pins, rules: rules, signs: signs, late: map[string]int64{}}
	check.Report = Report{Findings: []Finding{}, Lacking: []string{}, Unchecked: unchecked}
	rows, wrong := rowsOf(data)
	if wrong > 0 {
		check.find("format", "format", wrong)
		return check.done()
	}
	check.rows, check.origin, check.size = rows, rows[0].text("origin"), rows[0].number("size")
	check.cut = rows[len(rows)-1].kind != "end"
	check.before = data[:bytes.LastIndexByte(data[:len(data)-1], '\n')+1]
	for _, text := range pins.Witnesses {
		if key := keyOf(strings.TrimSpace(text), kindWitness); key != nil {
			check.witnesses = append(check.witnesses, key)
		}
	}
	if !check.share(files) {
		return check.done()
	}
	check.chain()
	check.checkpoints()
	check.statement()
	check.authors()
	check.consistency()
	check.shared()
	check.inclusion()
	check.counts()
	check.streams()
	check.index()
	check.content()
	check.times()
	check.lines()
	check.endorse()
	check.texts()
	return check.done()
}

func (check *Check) find(class, code string, line int) {
	check.Findings = append(check.Findings, Finding{class, code, line})
}

func (check *Check) lack(what string) {
	if !slices.Contains(check.Lacking, what) {
		check.Lacking = append(check.Lacking, what)
	}
}

// need notes what is lacking, if the reader needs it.
func (check *Check) need(what string) {
	if slices.Contains(check.pins.Needs, what) {
		check.lack(what)
	}
}

func (check *Check) done() Report {
	slices.Sort(check.Lacking)
	for number, class := range classes {
		if slices.ContainsFunc(check.Findings, func(one Finding) bool { return one.Class == class }) {
			check.Exit = 10 + number
			return check.Report
		}
	}
	if check.pins.Key == "" {
		check.Exit = 3
	} else if len(check.Lacking) > 0 {
		check.Exit = 4
	}
	return check.Report
}

// of gives the lines of some kinds; the registry's are last, also those of shared parts, by stream.
func (check *Check) of(kinds ...string) []Row {
	made := []Row{}
	for _, row := range check.rows {
		if slices.Contains(kinds, row.kind) && row.kind != "registry" {
			made = append(made, row)
		}
	}
	if slices.Contains(kinds, "registry") {
		made = append(made, check.registry...)
	}
	return made
}

// statement checks the register's word: its signature, and that it says what the pack holds.
func (check *Check) statement() {
	last := check.rows[len(check.rows)-1]
	said, _ := check.rows[0].Object["keys"].(Object)["promises"].(string)
	if check.pins.PromiseKey != "" && said != check.pins.PromiseKey {
		check.find("signature", "promise-key-differs", check.rows[0].line)
	}
	if check.cut {
		check.find("order", "end-missing", last.line)
		return
	}
	if !last.has("statement") {
		if check.pins.PromiseKey != "" {
			check.find("order", "statement-missing", last.line)
		}
		return
	}
	key := keyOf(said, kindSigner)
	if check.pins.PromiseKey != "" {
		key = keyOf(check.pins.PromiseKey, kindSigner)
	}
	note := noteOf(last.text("statement"))
	if note == nil || key == nil || !note.signedBy(key) {
		check.find("signature", "statement", last.line)
	}
	versions, header := check.of("version"), check.rows[0]
	withheld, part := int64(0), "part"
	for _, row := range check.rows {
		if row.has("withheld") && row.kind != "shared" {
			withheld++
		}
	}
	for _, one := range check.parts {
		withheld += one.number("withheld")
	}
	if header.Object["whole"] == true {
		part = "whole"
	}
	leaf := leafHash([]byte(versions[len(versions)-1].text("envelope")))
	wanted := fmt.Sprintf("casebook/record/v2\n%s\n%s\n%d\n%d\n%x\n%s\n%s\n%d\n%x\n", check.origin, header.text("stream"),
		check.size, len(versions), leaf, part, header.text("reader"), withheld, hash(check.before))
	if note != nil && note.text != wanted {
		check.find("order", "statement-differs", last.line)
	}
}

// inclusion checks that each entry is at its place.
func (check *Check) inclusion() {
	for _, row := range check.of("authors", "version", "erasure", "registry") {
		place := row.number("place")
		if row.part != nil {
			size, root := row.part.number("size"), hashes([]any{row.part.Object["root"]})[0]
			leaf := leafHash([]byte(row.text("envelope")))
			if row.number("size") != size || !included(leaf, place, size, row.proof(), root) {
				check.find("inclusion", "place", row.line)
			}
			continue
		}
		here := check.covering(row.number("size"))
		if here == nil || !included(leafHash([]byte(row.text("envelope"))), place, here.size, row.proof(), here.root) {
			check.find("inclusion", "place", row.line)
			continue
		}
		last := row.kind == "authors" || row.kind == "registry"
		sooner := func(one *Sealed) bool { return one.size < here.size && one.size > place }
		if last && (here != check.newest() || here.size != check.size) || !last && slices.ContainsFunc(check.sealed, sooner) {
			check.find("inclusion", "checkpoint", row.line)
		}
	}
}

// counts checks what header and end say, and what the reader asked for.
func (check *Check) counts() {
	header, versions, last := check.rows[0], int64(len(check.of("version"))), check.rows[len(check.rows)-1]
	if header.number("versions") != versions || !check.cut && last.number("lines") != int64(len(check.rows)) {
		check.find("order", "count", header.line)
	}
	if check.pins.Stream != "" && check.pins.Stream != header.text("stream") {
		check.find("order", "stream-differs", header.line)
	}
	if versions < check.pins.AtLeast {
		check.find("order", "too-few", header.line)
	}
	for _, row := range check.of("version", "registry") {
		if row.has("withheld") {
			check.need("nothing-withheld")
		}
	}
}

var envelopeMembers = []string{"v", "origin", "stream", "n", "prev", "body", "anchor", "shown"}

// streams checks the versions of each stream: numbers, places, and the hash of the one before.
func (check *Check) streams() {
	before := Row{}
	for _, row := range check.of("version", "erasure", "registry") {
		stream, n := check.rows[0].text("stream"), int64(0)
		if row.kind == "registry" {
			stream = row.text("stream")
		}
		if row.kind == "erasure" {
			stream, _, _ = strings.Cut(row.text("event"), ":")
			n = count(row.text("event")[len(stream)+1:])
		} else {
			n = row.number("n")
		}
		begins := row.kind != before.kind || row.kind == "registry" && before.text("stream") != stream
		envelope := object(row.text("envelope"))
		if !enveloped(envelope, check.origin, stream, n) {
			check.find("order", "envelope-differs", row.line)
		}
		if row.kind != "erasure" {
			check.chained(row, before, envelope, begins, n)
		}
		before = row
	}
}

func (check *Check) chained(row, before Row, envelope Object, begins bool, n int64) {
	if begins {
		if n != 1 || envelope["prev"] != nil {
			check.find("order", "prev", row.line)
		}
		return
	}
	leaf := hex.EncodeToString(leafHash([]byte(before.text("envelope"))))
	if n != before.number("n")+1 || envelope["prev"] != leaf || row.number("place") <= before.number("place") {
		check.find("order", "prev", row.line)
	}
}

func enveloped(envelope Object, origin, stream string, n int64) bool {
	for name := range envelope {
		if !slices.Contains(envelopeMembers, name) {
			return false
		}
	}
	hashed := func(name string, null bool) bool {
		value, there := envelope[name]
		return there && (null && value == nil || typed(value, "hash"))
	}
	_, shown := envelope["shown"]
	return envelope["v"] == int64(1) && envelope["origin"] == origin && envelope["stream"] == stream && envelope["n"] == n &&
		hashed("prev", true) && hashed("body", false) && hashed("anchor", true) && (!shown || hashed("shown", false))
}

// index checks where the index of streams says that the streams end.
func (check *Check) index() {
	rows := check.of("index")
	entered := check.of("authors")
	whole := len(entered) > 0 && entered[len(entered)-1].has("end") || len(entered) == 0 && check.pins.Authors != ""
	if !whole {
		check.need("authors")
	}
	if len(rows) == 0 {
		check.need("index")
		for _, row := range check.of("authors", "registry") {
			if row.has("end") {
				check.find("order", "end", row.line)
			}
		}
		for _, part := range check.parts {
			if len(part.Object["ends"].([]any)) > 0 {
				check.find("order", "end", part.line)
			}
		}
		return
	}
	note := noteOf(rows[0].text("note"))
	var lines []string
	if note != nil {
		lines = textLines(note.text, 4)
	}
	if lines == nil || lines[0] != "casebook/streams/v1" || lines[1] != check.origin || tree(lines[2], lines[3]) == nil {
		check.find("signature", "index", rows[0].line)
		return
	}
	made := tree(lines[2], lines[3])
	if !check.signedAt(note, made.size) {
		check.find("signature", "index", rows[0].line)
	}
	if made.size != check.size {
		check.need("index")
	}
	if made.size > check.size || check.rows[0].Object["whole"] != true {
		check.find("order", "index-size", rows[0].line)
	}
	said := func(stream string, versions []Row, n int64, proof [][]byte, line int) {
		versions = slices.DeleteFunc(versions, func(row Row) bool { return row.number("place") >= made.size })
		if int64(len(versions)) != n || n == 0 ||
			!bytes.Equal(indexed(stream, n, leafHash([]byte(versions[n-1].text("envelope"))), proof), made.root) {
			check.find("order", "index", line)
		}
	}
	said(check.rows[0].text("stream"), check.of("version"), rows[0].number("n"), rows[0].proof(), rows[0].line)
	check.partEnds(said)
	for at, row := range check.rows {
		if !row.has("end") {
			continue
		}
		if next := check.next(at); next.kind == row.kind && next.text("stream") == row.text("stream") {
			check.find("order", "end", row.line)
			continue
		}
		end, stream := row.Object["end"].(Object), "authors"
		if row.kind == "registry" {
			stream = row.text("stream")
		}
		same := slices.DeleteFunc(check.of(row.kind), func(other Row) bool { return other.text("stream") != row.text("stream") })
		said(stream, same, end["n"].(int64), hashes(end["proof"]), row.line)
	}
}

// next is the line after one; an empty one after the last.
func (check *Check) next(at int) Row {
	if at+1 == len(check.rows) {
		return Row{}
	}
	return check.rows[at+1]
}

package main

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strings"
)

// Part is a shared part of the registry: its line in the pack, and its rows if the reader has them.
type Part struct {
	Row
	there bool
	rows  []Row
}

// partOf reads the rows of a shared part, if the reader has a file with its hash; nil means that it is none.
func partOf(row Row, files map[string][]byte) *Part {
	data, there := files[row.text("sha256")]
	part := &Part{Row: row, there: there, rows: []Row{}}
	if !there {
		return part
	}
	lines := bytes.Split(data, []byte{'\n'})
	if len(lines[len(lines)-1]) > 0 || len(lines) == 1 {
		return nil
	}
	for _, line := range lines[:len(lines)-1] {
		made := object(string(line))
		if made == nil || made["kind"] != "registry" || !formed(made, "kind:text "+members["registry"]) || made["end"] != nil {
			return nil
		}
		part.rows = append(part.rows, Row{Object: made, kind: "registry", line: row.line, part: part})
	}
	return part
}

// sharedFiles reads files, by their SHA-256.
func sharedFiles(names []string) map[string][]byte {
	files := map[string][]byte{}
	for _, name := range names {
		data := read(name)
		files[hex.EncodeToString(hash(data))] = data
	}
	return files
}

// share takes up the rows of the registry, in the pack and in the shared parts that the reader has.
func (check *Check) share(files map[string][]byte) bool {
	for _, row := range check.rows {
		switch row.kind {
		case "registry":
			check.registry = append(check.registry, row)
		case "shared":
			part := partOf(row, files)
			if part == nil {
				check.find("format", "shared", row.line)
				return false
			}
			check.parts = append(check.parts, part)
		}
	}
	check.sorted(check.registry)
	for _, part := range check.parts {
		check.sorted(part.rows)
		check.registry = append(check.registry, part.rows...)
	}
	byStream := func(one, other Row) int { return strings.Compare(one.text("stream"), other.text("stream")) }
	slices.SortStableFunc(check.registry, byStream)
	return true
}

func (check *Check) sorted(rows []Row) {
	for at, row := range rows[:max(0, len(rows)-1)] {
		if row.text("stream") > rows[at+1].text("stream") {
			check.find("order", "streams", row.line)
		}
	}
}

// shared checks what the pack says of its shared parts: the tree of their rows, how many there are, and which are withheld.
func (check *Check) shared() {
	before := ""
	for _, part := range check.parts {
		size, root := part.number("size"), hashes([]any{part.Object["root"]})[0]
		last := check.newest()
		if last != nil && !grown(size, last.size, part.proof(), root, last.root) {
			check.find("consistency", "shared", part.line)
		}
		withheld := int64(0)
		for _, row := range part.rows {
			if row.has("withheld") {
				withheld++
			}
		}
		if part.there && (part.number("lines") != int64(len(part.rows)) || part.number("withheld") != withheld) ||
			part.text("of") <= before {
			check.find("order", "shared", part.line)
		}
		if !part.there {
			check.lack("shared")
		}
		if part.number("withheld") > 0 {
			check.need("nothing-withheld")
		}
		before = part.text("of")
	}
}

// partEnds checks the ways in the index to streams of the shared parts, each named once.
func (check *Check) partEnds(said func(string, []Row, int64, [][]byte, int)) {
	for _, part := range check.parts {
		named := map[string]bool{}
		for _, one := range part.Object["ends"].([]any) {
			end := one.(Object)
			stream := end["stream"].(string)
			rows := slices.DeleteFunc(slices.Clone(part.rows), func(row Row) bool { return row.text("stream") != stream })
			if part.there && (len(rows) == 0 || named[stream]) {
				check.find("order", "end", part.line)
			} else if part.there {
				said(stream, rows, end["n"].(int64), hashes(end["proof"]), part.line)
			}
			named[stream] = true
		}
	}
}

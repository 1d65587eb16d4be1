package main

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

const (
	slack  = 5 * 60
	sealBy = 65 * 60
)

// text of an instant in the record.
const instant = "2006-01-02T15:04:05.000Z"

// hashed says whether a value is the hash of bytes.
func hashed(value any, parts ...[]byte) bool { return value == hex.EncodeToString(hash(parts...)) }

// kept is the bytes of a text; nil for null.
func (row Row) kept(name string) []byte {
	if !row.has(name) {
		return nil
	}
	return []byte(row.text(name))
}

// content checks bodies and states: that they are those of the envelope, and follow from each other.
func (check *Check) content() {
	stream, before, named, all, known := "", Object(nil), map[string]bool{}, true, true
	for _, row := range check.of("version", "erasure", "registry") {
		here := check.streamOf(row)
		if here != stream || row.kind == "erasure" {
			stream, before, named, all, known = here, nil, map[string]bool{}, true, true
		}
		envelope, body, state := object(row.text("envelope")), object(row.text("body")), object(row.text("state"))
		if !row.paired() {
			check.find("content", "withheld-unlike", row.line)
		}
		if row.has("body") && !check.body(row, envelope, body, here) {
			body = nil
		}
		if check.placed(row) {
			check.authored(row, text(body["type"]))
		}
		check.shown(row, envelope, state, here)
		all = all && !row.has("withheld")
		if row.has("state") {
			if body != nil && !hashed(body["state"], row.kept("state")) || state == nil || state["id"] != here {
				check.find("content", "state-differs", row.line)
			}
			note(named, body)
			if all && row.kind == "version" && slices.ContainsFunc(commitments(state), func(one sealedText) bool { return !named[one.commitment] }) {
				check.find("content", "commitment-unnamed", row.line)
			}
		}
		if known && row.kind != "erasure" && body != nil && state != nil {
			check.folded(row, here, before, body, state)
		}
		before, known = state, state != nil
	}
}

func (check *Check) streamOf(row Row) string {
	switch row.kind {
	case "registry":
		return row.text("stream")
	case "erasure":
		stream, _, _ := strings.Cut(row.text("event"), ":")
		return stream
	}
	return check.rows[0].text("stream")
}

func text(value any) string {
	made, _ := value.(string)
	return made
}

// paired says whether what is null together is.
func (row Row) paired() bool {
	withheld := !row.has("body") || !row.has("state")
	return row.kind == "erasure" || row.has("salt") == row.has("body") && row.has("withheld") == withheld &&
		(row.has("body") || !row.has("state"))
}

// body checks what happened and who did it, and says whether it is the body that the entry commits to.
func (check *Check) body(row Row, envelope, body Object, stream string) bool {
	salt, _ := hex.DecodeString(row.text("salt"))
	kind, _, _ := strings.Cut(stream, "-")
	if body == nil || !hashed(envelope["body"], salt, row.kept("body")) {
		check.find("content", "body-differs", row.line)
		return false
	}
	if first, _, _ := strings.Cut(text(body["type"]), "."); first != kind {
		check.find("content", "type-differs", row.line)
	}
	if row.kind == "erasure" && body["type"] != "erasure.done" {
		check.find("content", "type-differs", row.line)
	}
	actor, _ := body["actor"].(Object)
	acts := text(actor["kind"])
	stranger := !slices.Contains([]string{"PERSON", "CLIENT", "PUBLIC", "SYSTEM", "OPERATOR"}, acts)
	unnamed := acts == "PERSON" && !strings.HasPrefix(text(actor["subject"]), "officer-")
	alone := (acts == "PERSON" || acts == "CLIENT") && actor["agency"] == nil
	if stranger || unnamed || alone {
		check.find("authority", "actor", row.line)
	}
	return true
}

// placed says whether an entry is in the log, so that it is worth asking who wrote it.
func (check *Check) placed(row Row) bool {
	return !slices.ContainsFunc(check.Findings, func(one Finding) bool {
		return one.Line == row.line && (one.Class == "inclusion" || one.Code == "envelope-differs")
	})
}

// shown checks what the version made public.
func (check *Check) shown(row Row, envelope, state Object, stream string) {
	if row.has("shown") && !hashed(envelope["shown"], row.kept("shown")) {
		check.find("content", "shown-differs", row.line)
	}
	if state == nil || envelope["shown"] == nil {
		return
	}
	versions, _ := state["versions"].([]any)
	if len(versions) == 0 {
		check.find("content", "shown-differs", row.line)
		return
	}
	last, _ := copied(versions[len(versions)-1]).(Object)
	if result, good := last["result"].(Object); good {
		delete(result, "cycle")
		delete(result, "redress")
	}
	if !hashed(envelope["shown"], canonical(last)) {
		check.find("content", "shown-differs", row.line)
	}
}

// folded checks that the state follows from the event and the state before, where that is known.
func (check *Check) folded(row Row, stream string, before, body, state Object) {
	kind, _, _ := strings.Cut(stream, "-")
	if !check.rules.kinds[kind] {
		return
	}
	data, _ := body["data"].(Object)
	made := check.rules.fold(kind, text(body["type"]), stream, before, data)
	if made == nil || !bytes.Equal(canonical(made), canonical(state)) {
		check.find("content", "fold", row.line)
	}
}

type sealedText struct{ commitment, group string }

// commitments are the sealed texts inside a value.
func commitments(value any) []sealedText {
	made := []sealedText{}
	walk(value, func(one Object) {
		if len(one) == 2 && typed(one["commitment"], "hash") && text(one["group"]) != "" {
			made = append(made, sealedText{text(one["commitment"]), text(one["group"])})
		}
	})
	return made
}

func note(named map[string]bool, value any) {
	for _, one := range commitments(value) {
		named[one.commitment] = true
	}
}

// seconds reads an instant; -1 when it is none.
func seconds(value any) int64 {
	at, err := time.Parse(instant, text(value))
	if err != nil || at.Format(instant) != text(value) {
		return -1
	}
	return at.Unix()
}

// times compares what the record says of time with the cosignatures.
func (check *Check) times() {
	before, stream := int64(-1), ""
	for _, row := range check.of("version", "registry") {
		if here := check.streamOf(row); here != stream {
			before, stream = -1, here
		}
		if row.kind == "version" {
			check.anchored(row)
		}
		if !row.has("body") {
			continue
		}
		at := seconds(object(row.text("body"))["at"])
		if at < 0 || at < before-slack {
			check.find("time", "at", row.line)
		}
		before = at
		if sealed := check.covering(row.number("size")); row.kind == "version" && sealed != nil && sealed.cosigned > 0 &&
			(at > sealed.cosigned+slack || sealed.cosigned > at+sealBy && !check.waited(row)) {
			check.find("time", "cosigned", row.line)
		}
	}
	check.claimed()
}

// anchored checks that the newest checkpoint of that day was before the entry.
func (check *Check) anchored(row Row) {
	anchor := object(row.text("envelope"))["anchor"]
	for _, sealed := range check.sealed {
		if anchor == nil || !hashed(anchor, sealed.row.kept("note")) {
			continue
		}
		at := seconds(object(row.text("body"))["at"])
		if sealed.size > row.number("place") || row.has("body") && sealed.cosigned > 0 && at < sealed.cosigned-slack {
			check.find("time", "anchor", row.line)
		}
	}
}

// claimed checks that no row of the registry is older than a version that the log had long before it.
func (check *Check) claimed() {
	rows := slices.DeleteFunc(check.of("version", "registry"), func(row Row) bool { return !row.has("body") })
	slices.SortStableFunc(rows, func(a, b Row) int { return int(a.number("place") - b.number("place")) })
	latest := int64(-1)
	for _, row := range rows {
		at := seconds(object(row.text("body"))["at"])
		if row.kind == "registry" && at < latest-sealBy && !check.waited(row) {
			check.find("time", "claimed", row.line)
		}
		if row.kind == "version" {
			latest = max(latest, at)
		}
	}
}

// texts checks the sealed texts: each is there once, as it was sealed, or was erased with its key.
func (check *Check) texts() {
	given, groups, asked := map[string]bool{}, map[string]string{}, map[string]bool{}
	destroyed := map[string][]any{}
	for _, row := range check.of("erasure") {
		data, _ := object(row.text("body"))["data"].(Object)
		made, _ := data["destruction"].(Object)
		destroyed[row.text("event")], _ = made["groups"].([]any)
		if destroyed[row.text("event")] == nil {
			destroyed[row.text("event")] = []any{}
		}
	}
	for _, row := range check.of("version") {
		for _, part := range []string{"body", "state", "shown"} {
			for _, one := range commitments(object(row.text(part))) {
				groups[one.commitment] = one.group
			}
		}
		here := map[string]bool{}
		for _, kind := range []string{"texts", "erased"} {
			if !ascending(row.Object[kind]) {
				check.find("texts", "order", row.line)
			}
			for _, one := range row.Object[kind].([]any) {
				one := one.(Object)
				commitment := text(one["commitment"])
				if here[commitment] || groups[commitment] == "" {
					check.find("texts", "text-unnamed", row.line)
				}
				given[commitment], here[commitment] = true, true
				salt, _ := hex.DecodeString(text(one["salt"]))
				if kind == "texts" && !hashed(commitment, []byte("casebook/sealed/v1\n"), salt, canonical(one["value"])) {
					check.find("texts", "text-differs", row.line)
				}
				if kind == "erased" {
					event := text(one["event"])
					asked[event] = true
					if list, there := destroyed[event]; !there || !slices.Contains(list, any(groups[commitment])) {
						check.find("texts", "erasure-differs", row.line)
					}
				}
			}
		}
		for commitment := range groups {
			if !given[commitment] {
				given[commitment] = true
				check.find("texts", "text-missing", row.line)
			}
		}
	}
	for _, row := range check.of("erasure") {
		if !asked[row.text("event")] {
			check.find("texts", "erasure-unasked", row.line)
		}
	}
}

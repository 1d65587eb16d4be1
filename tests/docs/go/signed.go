package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

const (
	skew        = 5 * 60 * 1000
	day         = 24 * 60 * 60 * 1000
	notedMost   = 60
	purpose     = "casebook/signed-act/v1\n"
	clientMost  = 4096
	dataLeast   = 37
	present     = 0x05
	copiable    = 0x08
	wasCopied   = 0x10
	moreFollows = 0xc0
)

var (
	commandMembers = strings.Fields("v origin page action actor scope names id target after also fields anchor end")
	paperNumber    = regexp.MustCompile(`^[0-9A-Za-zĐđƯưÔôÂâ/.-]{1,40}$`)
	neverOnPaper   = []string{"confirmSigningKey", "endSigningKey", "requireSigning"}
	byPeople       = []string{"PERSON", "CLIENT"}
)

// Signs are the lines `signs` and `noted` of the table of who may do what.
type Signs struct {
	fields map[string]map[string][][2]string
	noted  []string
	stated map[string][2]string
}

// signsOf reads the second table between grave accents.
func signsOf(script string) *Signs {
	made := &Signs{fields: map[string]map[string][][2]string{}, stated: map[string][2]string{}}
	text := strings.ReplaceAll(strings.Split(script, "`")[3], "\n    ", " ")
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		switch words := strings.Fields(line); words[0] {
		case "noted":
			made.noted = append(made.noted, words[1:]...)
		case "stated":
			for _, word := range words[1:] {
				kind, only, _ := strings.Cut(word, "/")
				path, values, _ := strings.Cut(only, "=")
				made.stated[kind] = [2]string{path, values}
			}
		case "signs":
			pairs := [][2]string{}
			for _, word := range words[3:] {
				if member, field, pair := strings.Cut(word, "="); pair {
					pairs = append(pairs, [2]string{member, field})
				}
			}
			if made.fields[words[1]] == nil {
				made.fields[words[1]] = map[string][][2]string{}
			}
			made.fields[words[1]][words[2]] = pairs
		}
	}
	return made
}

// Signing is what the registry of a pack says of keys and rules.
type Signing struct {
	rules  []Object
	keys   map[string][]Object
	unseen map[string]bool
}

func owner(row Row) string {
	kind, _, _ := strings.Cut(row.text("stream"), "-")
	if kind != "officer" {
		return kind
	}
	if row.has("of") {
		return row.text("of")
	}
	return row.text("stream")
}

// told is the body of a line, if its entry commits to it.
func told(row Row) Object {
	body, envelope := object(row.text("body")), object(row.text("envelope"))
	salt, _ := hex.DecodeString(row.text("salt"))
	if body == nil || !hashed(envelope["body"], salt, row.kept("body")) {
		return nil
	}
	return body
}

// holds is the state of a line, if its body commits to it.
func holdsOf(row Row) Object {
	body := told(row)
	if body == nil || !row.has("state") || !hashed(body["state"], row.kept("state")) {
		return nil
	}
	return object(row.text("state"))
}

func objects(value any) []Object {
	made := []Object{}
	for _, one := range listOf(value) {
		object, _ := one.(Object)
		made = append(made, object)
	}
	return made
}

// millis reads an instant, in milliseconds; -1 when it is none.
func millis(value any) int64 {
	at, err := time.Parse(instant, text(value))
	if err != nil || at.Format(instant) != text(value) {
		return -1
	}
	return at.UnixMilli()
}

func near(one, other int64) bool { return one >= 0 && one-other <= skew && other-one <= skew }

// endorse checks that each act which its author has to sign is signed with a key of theirs, and is what was signed.
func (check *Check) endorse() {
	known := Signing{keys: map[string][]Object{}, unseen: map[string]bool{}}
	for at, row := range check.registry {
		state := holdsOf(row)
		if state == nil {
			known.unseen[owner(row)] = true
		}
		if at+1 < len(check.registry) && check.registry[at+1].text("stream") == row.text("stream") {
			continue
		}
		known.rules = append(known.rules, objects(state["signing"])...)
		known.keys[owner(row)] = append(known.keys[owner(row)], objects(state["keys"])...)
	}
	check.keyRows(known.rules)
	open := false
	for number, row := range check.of("version") {
		body := told(row)
		if body == nil || millis(body["at"]) < 0 {
			continue
		}
		good, unseen := check.signed(number, body, known)
		open = open || unseen
		if !good && !unseen {
			check.find("authority", "act-unsigned", row.line)
		}
	}
	if open {
		check.Open = true
	}
}

// keyRows checks the rows on which signatures rest.
func (check *Check) keyRows(rules []Object) {
	before := Row{}
	for _, row := range check.registry {
		begins := before.Object == nil || before.text("stream") != row.text("stream")
		body, state := told(row), holdsOf(row)
		earlier := Object{}
		if !begins {
			earlier = holdsOf(before)
		}
		before = row
		if body != nil && state != nil && earlier != nil && millis(body["at"]) >= 0 && !rests(body, state, earlier, begins, rules) {
			check.find("authority", "act-unsigned", row.line)
		}
	}
}

func rests(body, state, before Object, begins bool, known []Object) bool {
	_, keys := state["keys"]
	_, rules := state["signing"]
	if begins {
		return !keys && !rules
	}
	actor, _ := body["actor"].(Object)
	data, _ := body["data"].(Object)
	at, by := millis(body["at"]), actor["subject"]
	switch body["type"] {
	case "officer.key-entered":
		key, _ := data["key"].(Object)
		for _, one := range objects(before["keys"]) {
			if equal(one["key"], key["key"]) || equal(one["public"], key["public"]) {
				return false
			}
		}
		names := []string{}
		for name := range key {
			names = append(names, name)
		}
		slices.Sort(names)
		_, public := base64of(text(key["public"]))
		return public && strings.Join(names, " ") == "entered_at key label public" &&
			publicKey(text(key["public"])) != nil && near(millis(key["entered_at"]), at)
	case "officer.key-confirmed", "officer.key-ended":
		found := slices.DeleteFunc(objects(before["keys"]), func(one Object) bool { return !equal(one["key"], data["key"]) })
		if len(found) != 1 || data["by"] != by || !near(millis(data["at"]), at) || found[0]["ended_by"] != nil {
			return false
		}
		if body["type"] == "officer.key-confirmed" {
			return found[0]["confirmed_by"] == nil && millis(data["counts_from"])-at >= day-skew
		}
		doubted := found[0]["doubted_by"]
		return actor["kind"] != "PERSON" || doubted != nil && doubted != by
	case "regulation.signing-required":
		proposed, there := before["signing_proposed"].(Object)
		if !there {
			return false
		}
		wanted := copied(proposed).(Object)
		wanted["by"] = by
		return bytes.Equal(canonical(wanted), canonical(data["rule"])) && by != proposed["proposed_by"] &&
			millis(proposed["since"]) > at && !hurried(proposed, known, at)
	case "regulation.signing-lifted":
		rule, _ := data["rule"].(Object)
		one, other, third := text(rule["proposed_by"]), text(rule["by"]), text(data["inspector"])
		return rule != nil && len(listOf(rule["actions"])) == 0 && len(listOf(data["papers"])) == 3 &&
			one != "" && other != "" && third != "" && one != other && one != third && other != third &&
			!hurried(rule, known, at)
	}
	return true
}

// hurried tells whether a rule asks for less than the one before it, and does not wait a day.
func hurried(rule Object, rules []Object, at int64) bool {
	var before Object
	for _, one := range rules {
		since := text(one["since"])
		if since < text(rule["since"]) && (before == nil || since > text(before["since"])) {
			before = one
		}
	}
	if before == nil || len(listOf(before["actions"])) == 0 {
		return false
	}
	less := text(rule["page"]) != text(before["page"]) || rule["synced"] == true && before["synced"] != true
	for _, name := range listOf(before["actions"]) {
		less = less || !slices.Contains(listOf(rule["actions"]), name)
	}
	return less && millis(rule["since"])-at < day-skew
}

// ruleAt is the rule of a moment: of all that began, the one that began last.
func ruleAt(rules []Object, at int64) Object {
	var made Object
	for _, rule := range rules {
		since := millis(rule["since"])
		if since <= at && (made == nil || since > millis(made["since"])) {
			made = rule
		}
	}
	return made
}

func named(list any, name any) bool {
	rows, isList := list.([]any)
	return isList && slices.Contains(rows, name)
}

// signed says whether an act is signed as it has to be, and whether the pack lacks what that takes.
func (check *Check) signed(number int, body Object, known Signing) (good, unseen bool) {
	row := check.of("version")[number]
	actor, _ := body["actor"].(Object)
	at, who := millis(body["at"]), text(actor["subject"])
	said, there := body["signed"]
	if !there || said == nil {
		now, before := ruleAt(known.rules, at), ruleAt(known.rules, at-skew)
		return !slices.Contains(byPeople, text(actor["kind"])) || now == nil || before == nil ||
			!named(now["actions"], body["action"]) || !named(before["actions"], body["action"]), false
	}
	keys, has := known.keys[who]
	if len(known.rules) == 0 || known.unseen["regulation"] || known.unseen[who] || !has {
		return false, true
	}
	rule := ruleAt(known.rules, at)
	if rule == nil {
		rule = ruleAt(known.rules, at+skew)
	}
	signed, isObject := said.(Object)
	if rule == nil || actor["kind"] != "PERSON" || !isObject {
		return false, false
	}
	if paper, there := signed["paper"]; there {
		number := text(paper)
		held := slices.ContainsFunc(keys, func(key Object) bool {
			return counts(key, at-skew) && counts(key, at) && counts(key, at+skew)
		})
		return len(signed) == 1 && paperNumber.MatchString(number) && strings.ContainsAny(number, "0123456789") &&
			!row.has("assertion") && !held && !slices.Contains(neverOnPaper, text(body["action"])), false
	}
	assertion, _ := row.Object["assertion"].(Object)
	if !formed(assertion, "command:text authenticatorData:base64 clientDataJSON:base64 signature:base64") || len(signed) != 2 {
		return false, false
	}
	challenge := hash([]byte(purpose + text(assertion["command"])))
	message := asserted(assertion, challenge, rule)
	if message == nil || signed["command"] != hex.EncodeToString(challenge) {
		return false, false
	}
	signature, _ := base64of(text(assertion["signature"]))
	by := slices.ContainsFunc(keys, func(key Object) bool {
		return key["key"] == signed["key"] && (counts(key, at-skew) || counts(key, at) || counts(key, at+skew)) &&
			verifies(text(key["public"]), message, signature)
	})
	if !by {
		return false, false
	}
	return check.same(number, body, object(text(assertion["command"])), rule)
}

func counts(key Object, at int64) bool {
	from, end := millis(key["counts_from"]), millis(key["ended_at"])
	return from >= 0 && from <= at && (key["ended_at"] == nil || at < end)
}

// asserted gives the bytes that an authenticator signed; nil if it says anything but this challenge on the rule's page.
func asserted(assertion Object, challenge []byte, rule Object) []byte {
	client, _ := base64of(text(assertion["clientDataJSON"]))
	data, _ := base64of(text(assertion["authenticatorData"]))
	said, page := clientSaid(client), text(rule["page"])
	cross, crossed := said[`"crossOrigin"`]
	_, top := said[`"topOrigin"`]
	if said == nil || said[`"type"`] != `"webauthn.get"` || said[`"origin"`] != `"`+page+`"` || top ||
		said[`"challenge"`] != `"`+base64.RawURLEncoding.EncodeToString(challenge)+`"` || crossed && cross != "false" {
		return nil
	}
	_, host, _ := strings.Cut(page, "://")
	host, _, _ = strings.Cut(host, ":")
	if len(data) < dataLeast || len(data) > clientMost || !bytes.Equal(data[:32], hash([]byte(host))) {
		return nil
	}
	flags := data[32]
	if flags&present != present || (len(data) > dataLeast) != (flags&moreFollows != 0) ||
		flags&copiable != 0 && rule["synced"] != true || flags&wasCopied != 0 && flags&copiable == 0 {
		return nil
	}
	return append(slices.Clone(data), hash(client)...)
}

// same says whether a signed command is that of an entry: who, what, on which version, and each field.
func (check *Check) same(number int, body, said, rule Object) (good, unseen bool) {
	for name := range said {
		if !slices.Contains(commandMembers, name) {
			return false, false
		}
	}
	for _, name := range []string{"action", "actor", "scope", "names"} {
		if !alike(said[name], body[name]) {
			return false, false
		}
	}
	end, at := millis(said["end"]), millis(body["at"])
	if said == nil || said["v"] != int64(1) || end < 0 || at > end+skew || said["id"] != body["command"] ||
		said["origin"] != check.origin || said["page"] != rule["page"] {
		return false, false
	}
	stream := check.rows[0].text("stream")
	if said["target"] != stream {
		return named(said["also"], stream), false
	}
	rules, kind := check.signs.fields[text(body["action"])], text(body["type"])
	pairs, there := rules[kind]
	own, good, unseen := check.after(number, said["after"], body)
	if !there || !good || unseen {
		return false, unseen
	}
	for at, one := range own {
		if slices.Contains(own[:at], one) && (len(rules) == 1 || len(rules[one]) > 0) {
			return false, false
		}
	}
	fields, _ := said["fields"].(Object)
	for _, pair := range pairs {
		if fields == nil || !alike(member(body["data"], pair[0]), fields[pair[1]]) {
			return false, false
		}
	}
	return true, false
}

// after goes back from an entry to the version that was signed, and gives the types of the act's own versions.
func (check *Check) after(number int, leaf any, body Object) (own []string, good, unseen bool) {
	own, mine, noted := []string{text(body["type"])}, true, 0
	rows := check.of("version")
	for at := number - 1; at >= 0; at-- {
		row, here := rows[at], told(rows[at])
		mine = mine && here != nil && here["command"] == body["command"]
		if mine {
			own = append(own, text(here["type"]))
			continue
		}
		if leaf == hex.EncodeToString(leafHash([]byte(row.text("envelope")))) {
			return own, true, false
		}
		if here == nil {
			return own, false, true
		}
		noted++
		if noted > notedMost || !slices.Contains(check.signs.noted, text(here["type"])) {
			return own, false, false
		}
	}
	return own, leaf == nil && noted == 0, false
}

func alike(one, other any) bool { return bytes.Equal(canonical(one), canonical(other)) }

// member gives a member of an event; of a sealed text its commitment.
func member(value any, path string) any {
	for _, name := range strings.Split(path, ".") {
		object, _ := value.(Object)
		value = object[name]
	}
	if object, good := value.(Object); good && len(object) == 2 {
		commitment, one := object["commitment"]
		if _, other := object["group"]; one && other {
			return commitment
		}
	}
	return value
}

var (
	white    = `[ \t\n\r]*`
	quoted   = `"(?:[^"\\\x00-\x1f]|\\/)*"`
	flat     = `(?:` + quoted + `|true|false|null)`
	pairOf   = func(value string) string { return quoted + white + `:` + white + value + white }
	objectOf = func(value string) string {
		return fmt.Sprintf(`\{%s(?:%s(?:,%s%s)*)?\}`, white, pairOf(value), white, pairOf(value))
	}
	anyValue   = `(?:` + flat + `|` + objectOf(flat) + `)`
	clientData = regexp.MustCompile(`^` + objectOf(anyValue) + `$`)
	memberOne  = regexp.MustCompile(`(` + quoted + `)` + white + `:` + white + `(` + anyValue + `)`)
)

// clientSaid reads what the browser said, names and values as they are written; nil for what may be read in two ways.
func clientSaid(data []byte) map[string]string {
	if len(data) > clientMost || !validText(data) || !clientData.Match(data) {
		return nil
	}
	made := map[string]string{}
	for _, found := range memberOne.FindAllStringSubmatch(string(data), -1) {
		name := strings.ReplaceAll(found[1], `\/`, `/`)
		if _, twice := made[name]; twice {
			return nil
		}
		made[name] = strings.ReplaceAll(found[2], `\/`, `/`)
	}
	return made
}

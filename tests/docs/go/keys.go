package main

import (
	"bytes"
	"strings"
)

// Succession is a note by which one key of the log hands it over to the next.
type Succession struct {
	note          *Note
	before, after *Key
	goesOn, last  *Checkpoint
}

func successionOf(data string) *Succession {
	note := noteOf(data)
	if note == nil {
		return nil
	}
	lines := textLines(note.text, 6)
	if lines == nil || lines[0] != "casebook/succession/v1" {
		return nil
	}
	made := &Succession{note: note, before: keyOf(lines[1], kindSigner), after: keyOf(lines[2], kindSigner)}
	for at, target := range []**Checkpoint{&made.goesOn, &made.last} {
		size, root, _ := strings.Cut(lines[4+at], " ")
		*target = tree(size, root)
	}
	if made.before == nil || made.after == nil || made.goesOn == nil || made.last == nil || !note.signedBy(made.after) {
		return nil
	}
	if made.last.size == made.goesOn.size && !bytes.Equal(made.last.root, made.goesOn.root) {
		return nil
	}
	return made
}

// chain finds the keys of the log: it follows the successions from the key that the reader knows.
func (check *Check) chain() {
	pinned := check.pins.Key
	if pinned == "" {
		pinned = check.ownKey()
	}
	known := keyOf(pinned, kindSigner)
	if known == nil {
		check.find("signature", "key-differs", check.rows[0].line)
		return
	}
	made := []*Succession{}
	for _, row := range check.of("succession") {
		if one := successionOf(row.text("note")); one != nil && check.follows(made, one) {
			made = append(made, one)
		} else {
			check.find("signature", "succession-stray", row.line)
		}
	}
	check.keys = []*Key{known}
	if len(made) > 0 {
		check.keys = []*Key{made[0].before}
		for _, one := range made {
			check.keys = append(check.keys, one.after)
		}
	}
	check.successions = made
	check.reached(known)
	if check.keys[len(check.keys)-1].text != check.ownKey() {
		check.find("signature", "key-differs", check.rows[0].line)
	}
}

// follows says whether a succession goes on from the ones before: to a key that never was one of the log before.
func (check *Check) follows(earlier []*Succession, next *Succession) bool {
	if next.goesOn.size > next.last.size {
		return false
	}
	if len(earlier) == 0 {
		return next.before.text != next.after.text
	}
	before := earlier[len(earlier)-1]
	for _, one := range earlier {
		if one.before.text == next.after.text || one.after.text == next.after.text {
			return false
		}
	}
	return before.after.text == next.before.text && next.last.size >= before.goesOn.size
}

// reached leaves the keys before the known one, and those after it to which the key before each signed too.
func (check *Check) reached(known *Key) {
	at := -1
	for number, key := range check.keys {
		if key.text == known.text {
			at = number
		}
	}
	if at < 0 {
		check.stray()
		check.keys, check.successions = []*Key{known}, nil
		return
	}
	last := at
	for last < len(check.successions) && check.successions[last].note.signedBy(check.keys[last]) {
		last++
	}
	if last < len(check.successions) {
		check.stray()
	}
	check.keys, check.successions = check.keys[:last+1], check.successions[:last]
}

func (check *Check) stray() {
	check.find("signature", "succession-stray", check.of("succession")[0].line)
}

// ownKey is what the pack says is the newest key of the log.
func (check *Check) ownKey() string {
	made, _ := check.rows[0].Object["keys"].(Object)["log"].(string)
	return made
}

// bound is the size up to which a key of the log signs; every later loss may lower it.
func (check *Check) bound(number int) int64 {
	made := int64(largest)
	for _, one := range check.successions[min(number, len(check.successions)):] {
		made = min(made, one.goesOn.size)
	}
	return made
}

// signedAt says whether a key in charge at a size signed a note.
func (check *Check) signedAt(note *Note, size int64) bool {
	for number, key := range check.keys {
		from := int64(0)
		if number > 0 {
			from = check.successions[number-1].goesOn.size
		}
		if size >= from && size <= check.bound(number) && note.signedBy(key) {
			return true
		}
	}
	return false
}

// checkpoints reads every checkpoint, and checks who signed and cosigned it.
func (check *Check) checkpoints() {
	quorum := 0
	for _, row := range check.of("checkpoint") {
		note := noteOf(row.text("note"))
		var made *Checkpoint
		if note != nil {
			made = checkpointOf(note.text)
		}
		if made == nil || made.origin != check.origin || !check.signedAt(note, made.size) {
			check.find("signature", "checkpoint", row.line)
		}
		if made == nil {
			continue
		}
		sealed := &Sealed{Checkpoint: made, row: row}
		quorum = 0
		for _, witness := range check.witnesses {
			at, good := note.cosigned(witness)
			if !good {
				check.find("signature", "cosignature", row.line)
			} else if at > 0 {
				quorum++
				if sealed.cosigned == 0 || at < sealed.cosigned {
					sealed.cosigned = at
				}
			}
		}
		check.sealed = append(check.sealed, sealed)
	}
	if quorum < check.pins.Quorum {
		check.find("signature", "quorum", check.rows[0].line)
	}
}

// consistency checks that each checkpoint goes on from the one before it, and agrees with those known otherwise.
func (check *Check) consistency() {
	for at, here := range check.sealed {
		if at == 0 {
			if len(here.row.proof()) > 0 {
				check.find("consistency", "first", here.row.line)
			}
			continue
		}
		before := check.sealed[at-1]
		if before.size >= here.size || !grown(before.size, here.size, here.row.proof(), before.root, here.root) {
			check.find("consistency", "grown", here.row.line)
		}
	}
	if last := check.newest(); last != nil && last.size != check.size {
		check.find("consistency", "size", last.row.line)
	}
	for at, one := range check.successions {
		if one.goesOn.size <= check.bound(at+1) {
			check.agrees(one.goesOn)
		}
	}
	for _, kept := range check.pins.Kept {
		if note := noteOf(kept); note == nil || checkpointOf(note.text) == nil {
			check.lack("kept")
		} else if !check.agrees(checkpointOf(note.text)) {
			check.lack("kept")
		}
	}
}

// agrees compares a checkpoint with the pack's of that size, and says whether there is one.
func (check *Check) agrees(known *Checkpoint) bool {
	for _, here := range check.sealed {
		if here.size == known.size {
			if !bytes.Equal(here.root, known.root) {
				check.find("consistency", "root", here.row.line)
			}
			return true
		}
	}
	return false
}

// newest is the last checkpoint.
func (check *Check) newest() *Sealed {
	if len(check.sealed) == 0 {
		return nil
	}
	return check.sealed[len(check.sealed)-1]
}

// covering is the checkpoint of a size; nil when the pack has none.
func (check *Check) covering(size int64) *Sealed {
	for _, here := range check.sealed {
		if here.size == size {
			return here
		}
	}
	return nil
}

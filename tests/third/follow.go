// follow.go -- an export read by Go's own log client (golang.org/x/mod/sumdb/note and tlog).
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run follow.go FOLDER [OLD-CHECKPOINT]
//
// Checks the signature, the tree over the entries, every tile, inclusion proofs made from the
// tiles, and that the log continues the old checkpoint. Exit 1 and "bad: why" otherwise.
//
// SPDX-License-Identifier: Apache-2.0
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

// openHead gives the tree that the note at path is signed for.
func openHead(path string, key note.Verifier) (tlog.Tree, error) {
	signed, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(signed, note.VerifierList(key))
	if err != nil {
		return tlog.Tree{}, err
	}
	// tlog reads one origin only; the form is the same.
	lines := strings.SplitN(opened.Text, "\n", 2)
	if lines[0] != key.Name() || len(lines) < 2 {
		return tlog.Tree{}, errors.New("origin is not the name of the key")
	}
	return tlog.ParseTree([]byte("go.sum database tree\n" + lines[1]))
}

// tiles reads the folder's hash tiles.
type tiles struct{ folder string }

func (t tiles) Height() int { return height }

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	all := make([][]byte, len(wanted))
	for i, tile := range wanted {
		// tlog-tiles leaves the height out of the path.
		name := "tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
		data, err := os.ReadFile(filepath.Join(t.folder, name))
		if err != nil {
			return nil, err
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", name, len(data))
		}
		all[i] = data
	}
	return all, nil
}

// readEntries gives the entries of a log of size n.
func readEntries(folder string, n int64) ([][]byte, error) {
	var all [][]byte
	for at := int64(0); at < n; at += 256 {
		width := n - at
		if width > 256 {
			width = 256
		}
		tile := tlog.Tile{H: height, L: 0, N: at / 256, W: int(width)}
		name := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/0/", height), "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		for ; width > 0; width-- {
			if len(data) < 2 || len(data) < 2+int(data[0])<<8+int(data[1]) {
				return nil, fmt.Errorf("%s is cut", name)
			}
			size := int(data[0])<<8 + int(data[1])
			all = append(all, data[2:2+size])
			data = data[2+size:]
		}
		if len(data) > 0 {
			return nil, fmt.Errorf("%s: something behind the entries", name)
		}
	}
	return all, nil
}

// stored gives the hashes that the tree over the entries is made of.
func stored(entries [][]byte) (tlog.HashReader, error) {
	var hashes []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			out[i] = hashes[index]
		}
		return out, nil
	})
	for i, entry := range entries {
		more, err := tlog.StoredHashes(int64(i), entry, reader)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, more...)
	}
	return reader, nil
}

func checkTiles(folder string, size int64, reader tlog.HashReader) error {
	all := tlog.NewTiles(height, 0, size)
	for i, tile := range all {
		if i+1 < len(all) && all[i+1].L == tile.L && all[i+1].N == tile.N {
			continue // a partial tile on the way to this size
		}
		want, err := tlog.ReadTileData(tile, reader)
		if err != nil {
			return err
		}
		have, err := tiles{folder}.ReadTiles([]tlog.Tile{tile})
		if err != nil {
			return err
		}
		if !bytes.Equal(have[0], want) {
			return fmt.Errorf("%s differs", tile.Path())
		}
	}
	return nil
}

// checkEntries proves some entries from the tiles alone.
func checkEntries(tree tlog.Tree, entries [][]byte, reader tlog.HashReader) (int, error) {
	count := 0
	for _, index := range []int64{0, 1, 2, 127, 254, 255, 256, 257, 511, 512, tree.N / 2, tree.N - 1} {
		if index < 0 || index >= tree.N {
			continue
		}
		proof, err := tlog.ProveRecord(tree.N, index, reader)
		if err != nil {
			return 0, err
		}
		if err = tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entries[index])); err != nil {
			return 0, err
		}
		count++
	}
	return count, nil
}

func checkOld(path string, key note.Verifier, tree tlog.Tree, reader tlog.HashReader) error {
	old, err := openHead(path, key)
	if err != nil {
		return err
	}
	if old.N < 1 || old.N > tree.N {
		return fmt.Errorf("old checkpoint of %d, log of %d", old.N, tree.N)
	}
	proof, err := tlog.ProveTree(tree.N, old.N, reader)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash)
}

func follow(folder, old string) (string, error) {
	keys, err := os.ReadFile(filepath.Join(folder, "verifier.key"))
	if err != nil {
		return "", err
	}
	key, err := note.NewVerifier(strings.SplitN(string(keys), "\n", 2)[0])
	if err != nil {
		return "", err
	}
	tree, err := openHead(filepath.Join(folder, "checkpoint"), key)
	if err != nil {
		return "", err
	}
	entries, err := readEntries(folder, tree.N)
	if err != nil {
		return "", err
	}
	computed, err := stored(entries)
	if err != nil {
		return "", err
	}
	root, err := tlog.TreeHash(tree.N, computed)
	if err != nil || root != tree.Hash {
		return "", fmt.Errorf("root %v, signed %v: %v", root, tree.Hash, err)
	}
	if err = checkTiles(folder, tree.N, computed); err != nil {
		return "", err
	}
	reader := tlog.TileHashReader(tree, tiles{folder})
	count, err := checkEntries(tree, entries, reader)
	if err == nil && old != "" {
		err = checkOld(old, key, tree, reader)
	}
	return fmt.Sprintf("%d entries, %d inclusion proofs", tree.N, count), err
}

func main() {
	old := ""
	if len(os.Args) > 2 {
		old = os.Args[2]
	}
	said, err := follow(os.Args[1], old)
	if err != nil {
		fmt.Println("bad:", err)
		os.Exit(1)
	}
	fmt.Println("good:", said)
}

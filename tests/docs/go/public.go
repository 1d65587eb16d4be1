package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"unicode/utf8"
)

func validText(data []byte) bool { return utf8.Valid(data) }

// publicKey reads a key that can sign; nil for another one, or another spelling of one.
func publicKey(text string) any {
	data, good := base64of(text)
	if !good {
		return nil
	}
	key, err := x509.ParsePKIXPublicKey(data)
	if err != nil {
		return nil
	}
	spelt, err := x509.MarshalPKIXPublicKey(key)
	if err != nil || string(spelt) != string(data) {
		return nil
	}
	switch key := key.(type) {
	case *ecdsa.PublicKey:
		if len(data) == 91 && key.Curve.Params().Name == "P-256" {
			return key
		}
	case *rsa.PublicKey:
		bits := key.N.BitLen()
		if bits%8 == 0 && bits >= 2048 && bits <= 4096 && key.N.Bit(0) == 1 && key.E == 65537 {
			return key
		}
	case ed25519.PublicKey:
		return key
	}
	return nil
}

// verifies says whether a signature is by a key.
func verifies(public string, message, signature []byte) bool {
	digest := sha256.Sum256(message)
	switch key := publicKey(public).(type) {
	case *ecdsa.PublicKey:
		return ecdsa.VerifyASN1(key, digest[:], signature)
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature) == nil
	case ed25519.PublicKey:
		return ed25519.Verify(key, message, signature)
	}
	return false
}

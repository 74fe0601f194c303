"""Proofs that no reminder goes out twice, gets lost, or leaves after a payment: script/faults."""

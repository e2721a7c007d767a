"""The cases of the Library of Congress' BagIt conformance suite, built again by code."""

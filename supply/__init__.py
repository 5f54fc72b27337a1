"""What the product is made of beside its own code: packages go in, their licences come out."""

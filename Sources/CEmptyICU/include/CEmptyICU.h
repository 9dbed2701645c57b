// Nothing is called here: who links this target has no data of ICU.

extension LedgerSchema {
    /// Triggers against the hand that slips in a shell: what is written once stays, and what counts up does not fall.
    /// Against a hand that drops them first, verification compares with the journal and the seals.
    static let guards = """

        CREATE TRIGGER letter_is_not_changed BEFORE UPDATE OF
                place, letter, case_record, content, statement, leaf, path, disposed_at, journal ON incoming_letter
            BEGIN SELECT RAISE(ABORT, 'letters are kept as they came'); END;
        CREATE TRIGGER outgoing_is_not_updated BEFORE UPDATE ON outgoing_letter
            BEGIN SELECT RAISE(ABORT, 'letters are kept as they went'); END;
        CREATE TRIGGER statement_is_not_updated BEFORE UPDATE ON statement
            BEGIN SELECT RAISE(ABORT, 'statements are kept'); END;
        CREATE TRIGGER statement_is_not_deleted BEFORE DELETE ON statement
            BEGIN SELECT RAISE(ABORT, 'statements are kept'); END;
        CREATE TRIGGER stream_is_not_updated BEFORE UPDATE ON stream
            BEGIN SELECT RAISE(ABORT, 'streams are kept'); END;
        CREATE TRIGGER stream_is_not_deleted BEFORE DELETE ON stream
            BEGIN SELECT RAISE(ABORT, 'streams are kept'); END;

        CREATE TRIGGER out_stream_does_not_fall BEFORE UPDATE OF number ON out_stream WHEN NEW.number < OLD.number
            BEGIN SELECT RAISE(ABORT, 'numbers do not fall'); END;
        CREATE TRIGGER out_stream_is_not_deleted BEFORE DELETE ON out_stream
            BEGIN SELECT RAISE(ABORT, 'streams are kept'); END;
        CREATE TRIGGER in_stream_does_not_fall BEFORE UPDATE OF disposed, fence_epoch ON in_stream
            WHEN NEW.disposed < OLD.disposed OR coalesce(NEW.fence_epoch, -1) < coalesce(OLD.fence_epoch, -1)
            BEGIN SELECT RAISE(ABORT, 'numbers and fences do not fall'); END;
        CREATE TRIGGER in_stream_is_not_deleted BEFORE DELETE ON in_stream
            BEGIN SELECT RAISE(ABORT, 'streams are kept'); END;
        CREATE TRIGGER position_is_not_deleted BEFORE DELETE ON position
            BEGIN SELECT RAISE(ABORT, 'positions are kept'); END;

        CREATE TRIGGER emission_is_not_updated BEFORE UPDATE ON emission
            BEGIN SELECT RAISE(ABORT, 'emission keys are kept'); END;
        CREATE TRIGGER emission_is_not_deleted BEFORE DELETE ON emission WHEN OLD.place IS NOT NULL
            BEGIN SELECT RAISE(ABORT, 'emission keys of numbered letters are kept'); END;
        CREATE TRIGGER answer_is_not_updated BEFORE UPDATE ON answer
            BEGIN SELECT RAISE(ABORT, 'answers are kept'); END;
        CREATE TRIGGER answer_is_not_deleted BEFORE DELETE ON answer
            BEGIN SELECT RAISE(ABORT, 'answers are kept'); END;
        CREATE TRIGGER delivery_is_not_updated BEFORE UPDATE ON delivery
            BEGIN SELECT RAISE(ABORT, 'deliveries are kept'); END;
        CREATE TRIGGER delivery_is_not_deleted BEFORE DELETE ON delivery
            BEGIN SELECT RAISE(ABORT, 'deliveries are kept'); END;
        CREATE TRIGGER document_is_not_updated BEFORE UPDATE ON signed_document
            BEGIN SELECT RAISE(ABORT, 'documents are kept'); END;
        CREATE TRIGGER document_is_not_deleted BEFORE DELETE ON signed_document
            BEGIN SELECT RAISE(ABORT, 'documents are kept'); END;
        CREATE TRIGGER equivocation_is_not_updated BEFORE UPDATE ON equivocation
            BEGIN SELECT RAISE(ABORT, 'proofs are kept'); END;
        CREATE TRIGGER equivocation_is_not_deleted BEFORE DELETE ON equivocation
            BEGIN SELECT RAISE(ABORT, 'proofs are kept'); END;
        CREATE TRIGGER list_entry_does_not_fall BEFORE UPDATE ON list_entry WHEN NEW.version <= OLD.version
            BEGIN SELECT RAISE(ABORT, 'a standing moves with a letter of the owner'); END;
        CREATE TRIGGER list_entry_is_not_deleted BEFORE DELETE ON list_entry
            BEGIN SELECT RAISE(ABORT, 'list entries are kept'); END;
        """
}

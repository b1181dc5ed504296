-- The order by name has an index for each object, built behind its first import: to keep one for all took a sixth of the time of an
-- import (R51, R53). A worker builds those that are missing; until then the records of an object are sorted when asked for.
DROP INDEX records_name;

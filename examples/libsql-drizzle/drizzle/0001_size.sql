ALTER TABLE `notes` ADD `size` blob;
